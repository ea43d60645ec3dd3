import fc from "fast-check";
import type { Filter, Route } from "../../../lib/topology";
import { fetchFrom } from "../support/clients";
import { startEngine } from "../support/engines";
import { startInstance } from "../support/instances";
import { membersOf } from "../support/proxies";

const trusted = { trustedProxies: ["127.0.0.0/8", "10.0.0.0/8", "2001:db8:1::/48"] };

/** What comes to light of where a request is from: the log's word for it. */
async function start(route: Partial<Route> = {}, policy = trusted) {
  const instance = await startInstance((_request, response) => response.end());
  const { port, records } = await startEngine({}, membersOf(instance), route, policy);
  const ask = async (...forwardedFor: readonly string[]): Promise<number> => {
    const headers = forwardedFor.length === 0 ? {} : { "x-forwarded-for": [...forwardedFor] };
    return (await fetchFrom(port, "/", { headers })).status;
  };
  const source = async (...forwardedFor: readonly string[]): Promise<string | undefined> => {
    await ask(...forwardedFor);
    return records.at(-1)?.sourceAddress;
  };
  return { ask, source };
}

describe("the client's address behind trusted proxies", () => {
  const cases: readonly (readonly [what: string, forwardedFor: readonly string[], client: string])[] = [
    ["nobody is named", [], "127.0.0.1"],
    ["one is named", ["192.0.2.1"], "192.0.2.1"],
    ["the last that is no proxy counts", ["192.0.2.1, 192.0.2.2"], "192.0.2.2"],
    ["further proxies are passed over", ["192.0.2.1, 192.0.2.2, 10.0.0.1,10.0.0.2"], "192.0.2.2"],
    ["over several fields", ["192.0.2.1", "192.0.2.2", "10.0.0.1"], "192.0.2.2"],
    ["proxies alone are named", ["10.0.0.1, 10.0.0.2"], "10.0.0.1"],
    ["what is no address ends the search", ["192.0.2.1, unknown, 10.0.0.2"], "10.0.0.2"],
    ["and may be the last", ["192.0.2.1, "], "127.0.0.1"],
    ["numbers that only look like an address", ["0300.0.2.1"], "127.0.0.1"],
    ["IPv6", ["2001:DB8:0::1, 2001:db8:1::1"], "2001:db8::1"],
    ["IPv4 mapped into IPv6", ["192.0.2.1, ::ffff:10.0.0.1"], "192.0.2.1"],
    ["a port is left aside", ["192.0.2.1:4711"], "192.0.2.1"],
    ["so are brackets, and a port after them", ["[2001:db8::1], [2001:db8:1::1]:443"], "2001:db8::1"],
    ["a zone is of another machine", ["fe80::1%eth0"], "127.0.0.1"],
  ];

  test.each(cases)("%s", async (_what, forwardedFor, client) => {
    const { source } = await start();

    expect(await source(...forwardedFor)).toBe(client);
  });

  test("whatever clients claim before it", async () => {
    const { source } = await start();
    const claim = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("", "unknown", "10.0.0.1", "127.0.0.1", "_hidden"));

    await fc.assert(
      fc.asyncProperty(fc.array(claim, { maxLength: 4 }), async (claims) => {
        expect(await source([...claims, "192.0.2.7", "10.1.1.1"].join(", "))).toBe("192.0.2.7");
      }),
      { numRuns: 50 },
    );
  });

  test("from everywhere else it is the peer's", async () => {
    const { source } = await start({}, { trustedProxies: ["10.0.0.0/8"] });

    expect(await source("192.0.2.1")).toBe("127.0.0.1");
  });
});

describe("it decides", () => {
  const statuses: readonly (readonly [string, Partial<Route>, number, number])[] = [
    ["IPAccess: who is turned away", { filters: [{ type: "IPAccess", deny: ["192.0.2.0/24"] }] }, 403, 200],
    ["IPAccess: who may come in", { filters: [{ type: "IPAccess", allow: ["192.0.2.0/24"] }] }, 200, 403],
    ["routes: source ranges", { matches: [{ sourceRanges: ["192.0.2.0/24"] }] }, 200, 404],
  ];

  test.each(statuses)("%s", async (_what, route, inside, outside) => {
    const { ask } = await start(route);

    expect(await ask("198.51.100.1, 192.0.2.1, 10.0.0.1")).toBe(inside);
    expect(await ask("192.0.2.1, 198.51.100.1, 10.0.0.1")).toBe(outside);
    expect(await ask()).toBe(outside);
  });

  test("RateLimit: each client behind a proxy has tokens of its own", async () => {
    const limit: Filter = { type: "RateLimit", requests: 1, interval: "1h" };
    const { ask } = await start({ filters: [limit] });

    expect(await ask("192.0.2.1")).toBe(200);
    expect(await ask("192.0.2.2")).toBe(200);
    expect(await ask("198.51.100.1, 192.0.2.1")).toBe(429);
  });

  test("SourceIP: which instance a client is tied to", async () => {
    const names = ["one", "two"];
    const instances = await Promise.all(names.map((name) => startInstance((_request, response) => response.end(name))));
    const service = { sessionAffinity: { type: "SourceIP" } } as const;
    const { port } = await startEngine({}, membersOf(...instances), {}, trusted, service);
    const from = async (client: string) =>
      (await fetchFrom(port, "/", { headers: { "x-forwarded-for": client } })).body;

    const [first, second] = [await from("192.0.2.1"), await from("192.0.2.2")];
    expect(new Set([first, second])).toEqual(new Set(names));
    for (const _ of [1, 2]) expect([await from("192.0.2.1"), await from("192.0.2.2")]).toEqual([first, second]);
  });
});
