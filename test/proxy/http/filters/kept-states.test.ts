import { KeptStates } from "../../../../lib/proxy/http/filters";
import type { Filter, Route } from "../../../../lib/topology";
import { freePort } from "../../../support/free-ports";
import { fetchFrom } from "../../support/clients";
import { startInstance } from "../../support/instances";
import { ConfigFile, membersOf, startConfigFile, topologyOf } from "../../support/proxies";

describe("what filters remember", () => {
  test("is the same from one configuration to the next, and gone after one that does not use it", () => {
    const kept = new KeptStates();
    const [first, second, third] = [{}, {}, {}];
    const configure = (state: object | undefined) => {
      const next = kept.next();
      const found = state === undefined ? undefined : next.of("a", () => state);
      kept.commit(next);
      return found;
    };
    expect(configure(first)).toBe(first);
    expect(configure(second)).toBe(first);
    configure(undefined);
    expect(configure(third)).toBe(third);
  });

  test("stays as it is where a configuration is given up", () => {
    const kept = new KeptStates();
    const before = kept.next();
    before.of("a", () => 1);
    kept.commit(before);
    kept.next();
    expect(kept.next().of("a", () => 2)).toBe(1);
  });
});

describe("a rate that is limited", () => {
  const limit: Filter = { type: "RateLimit", requests: 1, interval: "1h" };

  async function startLimited() {
    const instance = await startInstance((_request, response) => response.end());
    const port = await freePort();
    const topology = (filter: Filter, ...more: readonly Route[]) =>
      topologyOf(port, {
        routes: [...more, { name: "limited", filters: [filter], backends: [{ service: "service" }] }],
        services: [{ name: "service", members: membersOf(instance) }],
      });
    const file = new ConfigFile(topology(limit));
    const { proxy } = await startConfigFile(file.path);
    const status = async () => (await fetchFrom(port, "/")).status;
    expect([await status(), await status()]).toEqual([200, 429]);
    return { file, proxy, status, topology };
  }

  test("is not opened anew by a change elsewhere", async () => {
    const { file, proxy, status, topology } = await startLimited();

    file.write(topology(limit, { name: "new", hostnames: ["other.example.com"], backends: [{ service: "service" }] }));
    await proxy.reload();

    expect(proxy.topology().routers?.[0]?.routes).toHaveLength(2);
    expect(await status()).toBe(429);
  });

  test("begins anew where it is another", async () => {
    const { file, proxy, status, topology } = await startLimited();

    file.write(topology({ ...limit, burst: 2 }));
    await proxy.reload();

    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
  });
});
