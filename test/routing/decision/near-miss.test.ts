import { decide, describeNearMiss } from "../../../lib/routing";
import type { Topology } from "../../../lib/topology";
import { exact, headers, prefix, queryParams, regex, route, table } from "../case-builders";

const shop: Topology = table(
  [
    route("users", [prefix("/users")]),
    route("payments", [prefix("/payments")]),
    route("payments-canary", [prefix("/payments", { headers: headers({ "x-canary": "1" }) })]),
    route("payments-post", [prefix("/payments", { method: "POST" })]),
    route("payments-v2", [prefix("/payments", { queryParams: queryParams({ v: "2" }) })]),
    route("payments-office", [prefix("/payments", { sourceRanges: ["10.0.0.0/8"] })]),
    route("payments-refunds", [prefix("/payments/refunds", { headers: headers({ a: "1" }) }), exact("/refunds")]),
    route("pay-regex", [regex("/pay[a-z]+/x")]),
    route("admin", [], { hostnames: ["admin.shop.example.com"] }),
    route("root", [prefix("/")]),
    route("payments-again", [prefix("/payments/")]),
  ],
  { hostnames: ["shop.example.com", "*.shop.example.com"] },
);

function lines(url: string, limit: number, more: { method?: string; headers?: [string, string][] } = {}) {
  const { method = "GET", headers: fields = [] } = more;
  const request = { method, url, headers: fields };
  const { route: chosen, trace = [] } = decide(shop, request, { traceLimit: limit });
  return [chosen, ...trace.map(describeNearMiss)];
}

describe("the trace of a decision", () => {
  test("is left out where it is not asked for", () => {
    expect(decide(shop, { method: "GET", url: "http://shop.example.com/" })).not.toHaveProperty("trace");
  });

  test("names what was outranked and by which step, then the nearest failures and their conditions", () => {
    expect(lines("http://shop.example.com/payments/1?v=1", 20, { headers: [["X-Canary", "0"]] })).toEqual([
      "payments",
      "payments-again, match 1: fits too; the chosen match has precedence by its place in the list",
      "root, match 1: fits too; the chosen match has precedence by a longer path",
      'payments-office, match 1: source address: has 127.0.0.1, needs "10.0.0.0/8"',
      'payments-v2, match 1: query parameter v: has "1", needs "2"',
      'payments-canary, match 1: header x-canary: has "0", needs "1"',
      "payments-post, match 1: method: has GET, needs POST",
      'payments-refunds, match 1: path: has "/payments/1", needs PathPrefix "/payments/refunds"',
      'pay-regex, match 1: path: has "/payments/1", needs RegularExpression "/pay[a-z]+/x"',
      'users, match 1: path: has "/payments/1", needs PathPrefix "/users"',
    ]);
  });

  test("is data", () => {
    const { trace } = decide(shop, { method: "PUT", url: "http://shop.example.com/payments" }, { traceLimit: 4 });
    expect(trace).toEqual([
      { outcome: "Outranked", route: "payments-again", matchIndex: 0, by: "order" },
      { outcome: "Outranked", route: "root", matchIndex: 0, by: "pathLength" },
      {
        outcome: "Failed",
        route: "payments-office",
        matchIndex: 0,
        failure: { condition: "sourceRanges", needs: ["10.0.0.0/8"], has: "127.0.0.1" },
      },
      {
        outcome: "Failed",
        route: "payments-v2",
        matchIndex: 0,
        failure: { condition: "queryParam", name: "v", needs: { type: "Exact", value: "2" }, has: undefined },
      },
    ]);
  });

  test("takes of each route the match that came closest", () => {
    expect(lines("http://shop.example.com/payments/refunds/7", 20)).toContain(
      'payments-refunds, match 1: header a: has none, needs "1"',
    );
    expect(lines("http://shop.example.com/refunds", 1)).toEqual([
      "payments-refunds",
      "root, match 1: fits too; the chosen match has precedence by the type of its path",
    ]);
  });

  test("says that a more specific hostname has precedence", () => {
    expect(lines("http://admin.shop.example.com/users", 1)).toEqual([
      "admin",
      "users, match 1: fits too; the chosen match has precedence by a more specific hostname",
    ]);
  });

  test("names routes of other hosts, with all of their hostnames, only where no route is for this one", () => {
    expect(lines("http://shop.example.com/users", 20).join()).not.toContain("admin");
    expect(lines("http://elsewhere.org/users", 2)).toEqual([
      null,
      'users, match 1: hostname: has "elsewhere.org", needs "shop.example.com" or "*.shop.example.com"',
      'payments, match 1: hostname: has "elsewhere.org", needs "shop.example.com" or "*.shop.example.com"',
    ]);
    const narrow = decide(shop, { method: "GET", url: "http://elsewhere.org/" }, { traceLimit: 20 }).trace ?? [];
    expect(narrow.map(describeNearMiss)).toContain(
      'admin, match 1: hostname: has "elsewhere.org", needs "admin.shop.example.com"',
    );
  });

  test("is empty for a target that is refused", () => {
    const refused = decide(shop, { method: "GET", url: "http://shop.example.com/.." }, { traceLimit: 5 });
    expect(refused).not.toHaveProperty("trace");
  });
});
