import { Aggregator, type Emission, type Provider, type ReloadResult } from "../../../lib/proxy/config";
import type { Topology } from "../../../lib/topology";
import { afterTest } from "../support/cleanup";
import { eventually, Gate } from "../support/conditions";

/** A provider that says what the test has it say. */
class ScriptedProvider implements Provider {
  reloads = 0;
  emit: (emission: Emission) => void = () => {};

  constructor(
    readonly name: string,
    private readonly first?: Topology,
  ) {}

  start(emit: (emission: Emission) => void): void {
    this.emit = emit;
    if (this.first !== undefined) this.say(this.first);
  }

  say(topology: Topology): void {
    this.emit({ topology, draft: topology, diagnostics: [] });
  }

  reload(): void | Promise<void> {
    this.reloads += 1;
    if (this.first !== undefined) this.say(this.first);
  }

  close(): void {
    this.emit = () => {};
  }
}

function withService(...names: readonly string[]): Topology {
  return { version: 1, services: names.map((name) => ({ name })) };
}

/** An aggregator whose consumer keeps what it is given. */
function collect(providers: readonly Provider[], result: () => ReloadResult | Promise<ReloadResult> = () => "applied") {
  const seen: Emission[] = [];
  const aggregator = new Aggregator(providers, async (emission) => {
    seen.push(emission);
    return result();
  });
  afterTest(() => aggregator.close());
  return { aggregator, seen };
}

function servicesOf(emission: Emission | undefined): readonly string[] | undefined {
  return emission?.topology?.services?.map(({ name }) => name);
}

describe("several providers", () => {
  test("are one configuration, once each has said what it knows", async () => {
    const [one, two] = [new ScriptedProvider("one", withService("a")), new ScriptedProvider("two")];
    const { aggregator, seen } = collect([one, two]);

    const started = aggregator.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual([]);
    two.say(withService("b"));

    expect(await started).toBe("applied");
    expect(servicesOf(seen[0])).toEqual(["a", "b"]);
  });

  test("are checked as a whole: a name that both use is a fault", async () => {
    const providers = [new ScriptedProvider("one", withService("a")), new ScriptedProvider("two", withService("a"))];
    const { aggregator, seen } = collect(providers);

    await aggregator.start();

    expect(seen[0]?.topology).toBeUndefined();
    expect(seen[0]?.diagnostics).toMatchObject([{ code: "duplicate-name" }]);
  });

  test("one that found something bad spoils it for all", async () => {
    const [one, two] = [new ScriptedProvider("one", withService("a")), new ScriptedProvider("two")];
    const { aggregator, seen } = collect([one, two]);
    const started = aggregator.start();
    const fault = { code: "invalid-json", severity: "error", path: "", message: "no JSON" } as const;

    two.emit({ diagnostics: [fault] });
    await started;

    expect(seen[0]).toMatchObject({ diagnostics: [fault] });
    expect(seen[0]?.topology).toBeUndefined();
  });
});

describe("changes", () => {
  test("that come together are passed on once, the latest alone", async () => {
    const provider = new ScriptedProvider("one", withService("a"));
    const { aggregator, seen } = collect([provider]);
    await aggregator.start();

    for (const name of ["b", "c", "d"]) provider.say(withService(name));

    await eventually(() => seen.length === 2);
    expect(seen.map(servicesOf)).toEqual([["a"], ["d"]]);
  });

  test("are passed on one at a time", async () => {
    const provider = new ScriptedProvider("one", withService("a"));
    const gate = new Gate();
    let atWork = 0;
    let most = 0;
    const { aggregator, seen } = collect([provider], async () => {
      atWork += 1;
      most = Math.max(most, atWork);
      if (seen.length === 2) await gate.opened;
      atWork -= 1;
      return "applied" as const;
    });
    await aggregator.start();
    provider.say(withService("b"));
    await eventually(() => seen.length === 2);

    provider.say(withService("c"));
    gate.open();

    await eventually(() => seen.length === 3);
    expect(most).toBe(1);
  });

  test("are not passed on more often than every 100 ms", async () => {
    const provider = new ScriptedProvider("one", withService("a"));
    const times: number[] = [];
    const { aggregator } = collect([provider], () => {
      times.push(performance.now());
      return "applied";
    });
    await aggregator.start();

    await eventually(() => {
      provider.say(withService(`s${times.length}`));
      return times.length === 4;
    });

    for (let index = 1; index < times.length; index++) {
      // A timer may be early by a millisecond.
      expect((times[index] ?? 0) - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(98);
    }
  });
});

describe("reload", () => {
  test("asks every provider and tells what became of it", async () => {
    const providers = [new ScriptedProvider("one", withService("a")), new ScriptedProvider("two", withService("b"))];
    const results: ReloadResult[] = ["applied", "unchanged", "refused"];
    const { aggregator } = collect(providers, () => results.shift() ?? "applied");

    expect(await aggregator.start()).toBe("applied");
    expect(await aggregator.reload()).toBe("unchanged");
    expect(await aggregator.reload()).toBe("refused");
    expect(providers.map(({ reloads }) => reloads)).toEqual([2, 2]);
  });

  test("waits for a provider that takes its time, whatever is passed on meanwhile", async () => {
    const [provider, looked] = [new ScriptedProvider("one"), new Gate()];
    const { aggregator, seen } = collect([provider]);
    provider.reload = () => looked.opened.then(() => provider.say(withService("found")));
    const started = aggregator.start();
    provider.say(withService("first"));
    await started;
    let over = false;

    const reloaded = aggregator.reload().then(() => {
      over = true;
    });
    provider.say(withService("meanwhile"));
    await eventually(() => seen.length === 2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(over).toBe(false);
    looked.open();
    await reloaded;

    expect(seen.map(servicesOf)).toEqual([["first"], ["meanwhile"], ["found"]]);
  });

  test("after the end changes nothing", async () => {
    const provider = new ScriptedProvider("one", withService("a"));
    const { aggregator, seen } = collect([provider]);
    await aggregator.start();

    aggregator.close();

    expect(await aggregator.reload()).toBe("unchanged");
    expect(seen).toHaveLength(1);
  });
});
