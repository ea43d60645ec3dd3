import type { BoundAddress, EngineObserver, ListenerEngine, ListenerPlan } from "../../../lib/proxy/engine";
import type { Engines } from "../../../lib/proxy/engines";
import { ListenerSet } from "../../../lib/proxy/snapshot";
import { overlap } from "../../../lib/proxy/snapshot/socket";

/** Sockets of a machine that exists in this test alone. */
class Machine implements Engines {
  readonly events: string[] = [];
  private readonly bound: ListenerPlan[] = [];

  create(plan: ListenerPlan): ListenerEngine {
    return new FakeEngine(plan, this);
  }

  /** Another program binds a socket. */
  take(plan: ListenerPlan): void {
    this.bound.push(plan);
  }

  bind(plan: ListenerPlan): void {
    if (this.bound.some((other) => overlap(plan, other))) throw Object.assign(new Error(), { code: "EADDRINUSE" });
    this.bound.push(plan);
    this.events.push(`open ${plan.name} ${plan.address}:${plan.port}`);
  }

  free(plan: ListenerPlan): void {
    this.bound.splice(this.bound.indexOf(plan), 1);
    this.events.push(`stop ${plan.name} ${plan.address}:${plan.port}`);
  }

  close(): void {}
}

class FakeEngine implements ListenerEngine {
  private readonly first: ListenerPlan;

  constructor(
    private plan: ListenerPlan,
    private readonly machine: Machine,
  ) {
    this.first = plan;
  }

  async open(): Promise<BoundAddress> {
    this.machine.bind(this.plan);
    return { address: this.plan.address, port: this.plan.port };
  }

  update(plan: ListenerPlan): void {
    this.machine.events.push(`update ${this.plan.name} to ${plan.name}`);
    this.plan = plan;
  }

  async stopAccepting(): Promise<void> {
    this.machine.free(this.first);
  }

  async drain(): Promise<void> {
    this.machine.events.push(`drain ${this.plan.name}`);
  }
}

const router = { name: "main", matcher: { match: () => undefined }, routes: [] };
const observer: EngineObserver = {
  connectionOpened() {},
  connectionClosed() {},
  requestEnded() {},
  sessionEnded() {},
};

const policy = { underscores: "keep", trustedProxies: undefined } as const;

function http(name: string, port: number, address = "127.0.0.1"): ListenerPlan {
  return { edge: "edge", name, address, port, protocol: "HTTP", router, policy, limits: {} };
}

function https(name: string, port: number): ListenerPlan {
  const certificates = {
    defaults: {},
    contextFor: () => ({ context: undefined }),
    isMisdirected: () => false,
    clients: undefined,
    ocspFor: () => undefined,
  };
  return {
    edge: "edge",
    name,
    address: "127.0.0.1",
    port,
    protocol: "HTTPS",
    router,
    policy,
    limits: {},
    certificates,
  };
}

/** A set that runs these listeners, with nothing said of how it came to. */
async function running(...plans: readonly ListenerPlan[]) {
  const machine = new Machine();
  const set = new ListenerSet(machine, { observer }, 1000);
  (await set.prepare(plans)).commit();
  machine.events.length = 0;
  const names = () => set.listeners.map(({ plan }) => plan.name);
  return { machine, set, names };
}

describe("from one configuration to the next", () => {
  test("the same socket is updated, never closed", async () => {
    const { machine, set } = await running(http("a", 80));

    (await set.prepare([http("b", 80)])).commit();

    expect(machine.events).toEqual(["update a to b"]);
  });

  test("a changed port: the new one is opened before the old one is closed", async () => {
    const { machine, set } = await running(http("a", 80));

    (await set.prepare([http("a", 81)])).commit();

    expect(machine.events).toEqual(["open a 127.0.0.1:81", "stop a 127.0.0.1:80", "drain a"]);
  });

  test("nothing changes before the commit, and an abort takes the new socket back", async () => {
    const { machine, set, names } = await running(http("a", 80));

    const prepared = await set.prepare([http("a", 80), http("b", 81)]);
    expect(machine.events).toEqual(["open b 127.0.0.1:81"]);
    expect(names()).toEqual(["a"]);
    await prepared.abort();

    expect(machine.events).toEqual(["open b 127.0.0.1:81", "stop b 127.0.0.1:81", "drain b"]);
    expect(names()).toEqual(["a"]);
  });

  test("another protocol on one port: the old one makes room", async () => {
    const { machine, set } = await running(http("a", 80));

    (await set.prepare([https("a", 80)])).commit();

    expect(machine.events.slice(0, 2)).toEqual(["stop a 127.0.0.1:80", "open a 127.0.0.1:80"]);
  });

  test("UDP and TCP do not meet on one port", async () => {
    const { machine, set } = await running(http("a", 80));
    const service = { name: "dns", acquire: () => undefined };
    const udp: ListenerPlan = {
      edge: "edge",
      name: "u",
      address: "127.0.0.1",
      port: 80,
      protocol: "UDP",
      service,
      idleTimeout: 1,
    };

    (await set.prepare([http("a", 80), udp])).commit();

    expect(machine.events).toEqual(["open u 127.0.0.1:80", "update a to a"]);
  });
});

describe("a socket that cannot be bound", () => {
  test("those that were opened beside it are closed, and the old ones go on", async () => {
    const { machine, set, names } = await running(http("a", 80));
    machine.take(http("other", 82, "0.0.0.0"));

    await expect(set.prepare([http("a", 80), http("b", 81), http("c", 82)])).rejects.toThrow(
      "listener edge/c: cannot listen on 127.0.0.1:82",
    );

    expect(machine.events).toEqual(["open b 127.0.0.1:81", "stop b 127.0.0.1:81", "drain b"]);
    expect(names()).toEqual(["a"]);
  });

  test("one that had made room for another is opened again", async () => {
    const { machine, set, names } = await running(http("a", 80), http("b", 81));
    machine.take(http("other", 82));

    await expect(set.prepare([https("new", 80), http("b", 82)])).rejects.toThrow("127.0.0.1:82");
    const prepared = await set.prepare([https("new", 80), http("b", 81)]);
    await prepared.abort();

    expect(machine.events).toEqual([
      "stop a 127.0.0.1:80",
      "open new 127.0.0.1:80",
      "stop new 127.0.0.1:80",
      "drain new",
      "drain a",
      "open a 127.0.0.1:80",
    ]);
    expect(names().sort()).toEqual(["a", "b"]);
  });
});
