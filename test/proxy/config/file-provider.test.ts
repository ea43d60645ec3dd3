import { type Emission, FileProvider } from "../../../lib/proxy/config";
import type { Service, Topology } from "../../../lib/topology";
import { afterTest } from "../support/cleanup";
import { eventually } from "../support/conditions";
import { ConfigFile } from "../support/proxies";

function withService(name: string): Topology {
  return { version: 1, services: [{ name, members: [{ address: "192.0.2.1", port: 80 }] }] };
}

/** So large that it takes several turns. */
function large(name: string): Topology {
  const others = Array.from({ length: 10_000 }, (_, index): Service => ({ name: `other-${index}` }));
  return { version: 1, services: [{ name, members: [{ address: "192.0.2.1", port: 80 }] }, ...others] };
}

/** A provider of a file, and what it has emitted. */
async function start(file: ConfigFile) {
  const emissions: Emission[] = [];
  const provider = new FileProvider(file.path);
  afterTest(() => provider.close());
  provider.start((emission) => emissions.push(emission));
  await eventually(() => emissions.length === 1);
  const names = () => emissions.map(({ topology }) => topology?.services?.[0]?.name);
  return { provider, names };
}

test("while a file is read and checked everybody else has their turns", async () => {
  const { provider, names } = await start(new ConfigFile(large("a")));
  let turns = 0;
  let counting = true;
  const count = (): void => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);

  await provider.reload();
  counting = false;

  expect(names()).toEqual(["a", "a"]);
  expect(turns).toBeGreaterThan(3);
});

test("a look that is asked for while another goes on sees what was written before it was asked for", async () => {
  const file = new ConfigFile(large("a"));
  const { provider, names } = await start(file);
  const first = provider.reload();
  // Its look has begun.
  await new Promise((resolve) => setImmediate(resolve));

  file.write(withService("b"));
  await Promise.all([provider.reload(), provider.reload(), provider.reload()]);
  await first;

  expect(names()).toEqual(["a", "a", "b"]);
});

test("what cannot be read is said, and looked at again when asked", async () => {
  const file = new ConfigFile("{");
  const { provider, names } = await start(file);

  file.write(withService("b"));
  await provider.reload();

  expect(names()).toEqual([undefined, "b"]);
});
