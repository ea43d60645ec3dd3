import fc from "fast-check";
import { createDecider, findShadowedRoutes } from "../../lib/routing";
import { formatDiagnostic, type Route, type Router } from "../../lib/topology";
import { exchanges, routers } from "./arbitraries";
import { exact, headers, prefix, queryParams, regex, route } from "./case-builders";

function shadowed(routes: readonly Route[], hostnames?: readonly string[]): readonly string[] {
  const router: Router = { name: "router", routes, ...(hostnames === undefined ? {} : { hostnames }) };
  return findShadowedRoutes(router).map(({ path }) => path);
}

describe("a shadowed route is reported", () => {
  test.each<[string, readonly Route[]]>([
    ["behind the same match", [route("a", [prefix("/x")]), route("b", [prefix("/x/")])]],
    ["behind a route for everything", [route("a", []), route("b", [])]],
    ["behind the same exact path, escapes aside", [route("a", [exact("/%7ea")]), route("b", [exact("/~a")])]],
    ["behind one match of several", [route("a", [exact("/y"), prefix("/x")]), route("b", [prefix("/x")])]],
    ["behind the same expression", [route("a", [regex("/[0-9]+")]), route("b", [regex("/[0-9]+")])]],
    ["behind an expression for every path", [route("a", [regex("/.*")]), route("b", [prefix("/x/y/z")])]],
    ["behind an expression for its prefix", [route("a", [regex("/x(/.*)?")]), route("b", [prefix("/x/y")])]],
    [
      "behind fewer headers, where the path has precedence",
      [route("a", [regex("/x.*")]), route("b", [prefix("/x", { method: "GET", headers: headers({ a: "1" }) })])],
    ],
    [
      "behind the same conditions in another order",
      [
        route("a", [prefix("/", { headers: headers({ A: "1", b: "2" }), queryParams: queryParams({ c: "3" }) })]),
        route("b", [prefix("/", { queryParams: queryParams({ c: "3" }), headers: headers({ B: "2", a: "1" }) })]),
      ],
    ],
    [
      "behind an expression that its value fits",
      [
        route("a", [prefix("/", { headers: [{ type: "RegularExpression", name: "x", value: "[0-9]+" }] })]),
        route("b", [prefix("/", { headers: headers({ x: "42" }) })]),
      ],
    ],
    [
      "behind wider source ranges",
      [
        route("a", [prefix("/", { sourceRanges: ["10.0.0.0/8", "2001:db8::/32"] })]),
        route("b", [prefix("/", { sourceRanges: ["10.1.0.0/16", "2001:db8:1::/48"] })]),
      ],
    ],
    [
      "at each of its hostnames",
      [
        route("a", [], { hostnames: ["a.com", "*.b.com", "c.com"] }),
        route("b", [prefix("/")], { hostnames: ["*.B.com", "A.com"] }),
      ],
    ],
  ])("%s", (_, routes) => {
    expect(shadowed(routes)).toEqual(["routes[1]"]);
  });

  test("at the hostnames that its router leaves it", () => {
    const routes = [route("a", [], { hostnames: ["*.com"] }), route("b", [], { hostnames: ["a.com", "b.org"] })];
    expect(shadowed(routes, ["a.com"])).toEqual(["routes[1]"]);
    expect(shadowed(routes)).toEqual([]);
  });

  test("when several others take its matches", () => {
    const routes = [
      route("a", [prefix("/a")]),
      route("b", [prefix("/b")]),
      route("c", [prefix("/b"), prefix("/a"), prefix("/a/")]),
    ];
    const [diagnostic] = findShadowedRoutes({ name: "router", routes }, "routers[3]");
    expect(diagnostic).toEqual({
      code: "shadowed-route",
      severity: "warning",
      path: "routers[3].routes[2]",
      message: 'no request can reach route "c": "b" and "a" take every one that fits it',
      remedy: "remove it, move it before those, or narrow those",
    });
  });

  test("without the advice to move it where its place is not what it loses by", () => {
    const routes = [route("b", [prefix("/x")]), route("a", [regex("/.*")])];
    expect(findShadowedRoutes({ name: "router", routes }).map(formatDiagnostic)).toEqual([
      'routes[0]: no request can reach route "b": "a" takes every one that fits it; remove it, or narrow that one',
    ]);
  });
});

describe("a route is not reported as shadowed", () => {
  test.each<[string, readonly Route[]]>([
    ["where its path is longer", [route("a", [prefix("/")]), route("b", [prefix("/x")])]],
    ["where its path is exact", [route("a", [regex(".*")]), route("b", [exact("/x")])]],
    ["where one of its matches is reached", [route("a", [prefix("/x")]), route("b", [prefix("/x"), prefix("/y")])]],
    ["where it has more headers", [route("a", []), route("b", [{ headers: headers({ x: "1" }) }])]],
    ["where it names a method", [route("a", []), route("b", [{ method: "GET" }])]],
    ["where it comes first", [route("a", [prefix("/x", { method: "GET" })]), route("b", [prefix("/x")])]],
    ["where its hostname is more specific", [route("a", []), route("b", [], { hostnames: ["a.com"] })]],
    [
      "where the other's header differs",
      [
        route("a", [{ headers: headers({ x: "1" }) }]),
        route("b", [{ headers: [{ type: "RegularExpression", name: "x", value: "." }] }]),
        route("c", [{ headers: headers({ y: "1" }) }]),
      ],
    ],
    [
      "where its source ranges are wider",
      [
        route("a", [{ sourceRanges: ["10.0.0.0/8"] }]),
        route("b", [{ sourceRanges: ["10.0.0.0/7"] }]),
        route("c", [{ sourceRanges: ["10.0.0.0/8", "12.0.0.0/8"] }]),
      ],
    ],
    ["where an expression leaves its own path", [route("a", [regex("/x/.*")]), route("b", [prefix("/x")])]],
    ["where an expression's literal goes on", [route("a", [regex("/xy.*")]), route("b", [prefix("/x")])]],
    ["where an expression is none of the plain shapes", [route("a", [regex("/x+.*")]), route("b", [prefix("/x")])]],
    ["where it leads nowhere by itself", [route("a", [prefix("/x"), exact("/x")])]],
  ])("%s", (_, routes) => {
    expect(shadowed(routes)).toEqual([]);
  });
});

describe("a claim that a route is shadowed", () => {
  test("is never refuted by a request", () => {
    let claims = 0;
    fc.assert(
      fc.property(exchanges(30, { maxRoutes: 6 }), ({ topology, requests }) => {
        const router = topology.routers?.[0] as Router;
        const paths = findShadowedRoutes(router).map(({ path }) => path);
        if (paths.length === 0) return;
        claims += paths.length;
        const names = router.routes.filter((_, index) => paths.includes(`routes[${index}]`)).map(({ name }) => name);
        const decider = createDecider(topology);
        for (const request of requests) expect(names).not.toContain(decider.decide(request).route);
      }),
      { numRuns: 2000 },
    );
    expect(claims).toBeGreaterThan(20);
  });

  test("is made of every route that is repeated", () => {
    fc.assert(
      fc.property(routers(), (router) => {
        const repeated = router.routes.map((one) => ({ ...one, name: `${one.name}-again` }));
        const claimed = findShadowedRoutes({ ...router, routes: [...router.routes, ...repeated] });
        const places = repeated.map((_, index) => `routes[${index + router.routes.length}]`);
        expect(claimed.map(({ path }) => path)).toEqual(expect.arrayContaining(places));
      }),
      { numRuns: 300 },
    );
  });
});
