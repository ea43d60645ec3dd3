import { explainOutput, readTargets, type Target } from "../../lib/parity";
import type { Decision, DecisionRequest } from "../../lib/routing";
import { gatewayApiHosts } from "../routing/case-groups/gateway-api-hosts";
import { gatewayApiMatching } from "../routing/case-groups/gateway-api-matching";
import { get } from "./support/alb-stack";
import { gatewayStack, httpRoutesOf, type ListenerSpec } from "./support/gateway-stack";
import { manifest } from "./support/ingress-stack";

const TYPES = "gateway-api apis/v1/httproute_types.go";
const WEB: readonly ListenerSpec[] = [{ name: "web" }];

function only(targets: readonly Target[]): Target {
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0) throw new Error(`one target was expected, not ${targets.length}`);
  return target;
}

function gateway(routes: Readonly<Record<string, object>>, listeners = WEB): Target {
  return only(readTargets(gatewayStack(listeners, routes as Record<string, Record<string, unknown>>)));
}

function rule(service: string, more: object = {}): object {
  return { name: service, backendRefs: [{ name: service, port: 80 }], ...more };
}

/** kubernetes-sigs/gateway-api, conformance/tests: the published cases of HTTPRoute matching. */
describe("Gateway API conformance", () => {
  test.each([...gatewayApiMatching, ...gatewayApiHosts].map((one) => [one.name, one] as const))(
    "%s",
    (_, { topology, requests }) => {
      const target = only(readTargets(httpRoutesOf(topology)));
      for (const { request, expect: expected } of requests) {
        const { route, service, status, path, host } = target.decide(request);
        expect([request, { route, service, status, path, host }]).toEqual([request, expected]);
      }
    },
  );
});

describe(`${TYPES}, precedence`, () => {
  const path = (type: string, value: string) => ({ path: { type, value } });
  const CASES: readonly [string, first: object, second: object, DecisionRequest][] = [
    ["an exact path over a longer prefix", path("Exact", "/a"), path("PathPrefix", "/a/"), get("http://a.com/a")],
    ["the longer prefix", path("PathPrefix", "/a/b"), path("PathPrefix", "/a"), get("http://a.com/a/b/c")],
    [
      "a method over headers",
      { method: "GET" },
      { headers: [{ name: "x", value: "1" }] },
      get("http://a.com/", [["x", "1"]]),
    ],
    [
      "headers over query parameters",
      { headers: [{ name: "x", value: "1" }] },
      {
        queryParams: [
          { name: "a", value: "1" },
          { name: "b", value: "2" },
        ],
      },
      get("http://a.com/?a=1&b=2", [["X", "1"]]),
    ],
    ["query parameters over none", { queryParams: [{ name: "a", value: "1" }] }, {}, get("http://a.com/?a=1")],
    [
      "more headers, each name once",
      {
        headers: [
          { name: "x", value: "1" },
          { name: "y", value: "2" },
        ],
      },
      {
        headers: [
          { name: "x", value: "1" },
          { name: "X", value: "9" },
          { name: "x", value: "8" },
        ],
      },
      get("http://a.com/", [
        ["x", "1"],
        ["y", "2"],
      ]),
    ],
  ];

  test.each(CASES)("%s", (_, first, second, request) => {
    // Neither the names nor the order of rules help.
    const apart = gateway({
      b: { rules: [rule("first", { matches: [first] })] },
      a: { rules: [rule("second", { matches: [second] })] },
    });
    const together = gateway({
      a: { rules: [rule("second", { matches: [second] }), rule("first", { matches: [first] })] },
    });
    expect([apart.decide(request).route, together.decide(request).route]).toEqual(["first", "first"]);
  });

  test("of HTTPRoutes that tie, the first by namespace and name; within one, the first rule", () => {
    const routes = { b: { rules: [rule("b1")] }, a: { rules: [rule("a1"), rule("a2")] } };
    expect(gateway(routes).decide(get("http://a.com/")).route).toBe("a1");
  });

  test("characters in a hostname without wildcard, then in any", () => {
    const routes = {
      a: { hostnames: ["*.com"], rules: [rule("short")] },
      b: { hostnames: ["*.a.com"], rules: [rule("long")] },
      c: { hostnames: ["b.a.com"], rules: [rule("exact")] },
      d: { rules: [rule("any")] },
    };
    const route = (host: string) => gateway(routes).decide(get(`http://${host}/`)).route;
    expect(["b.a.com", "c.b.a.com", "x.com", "x.org"].map(route)).toEqual(["exact", "long", "short", "any"]);
  });

  test("what implementations may read differently is read in each way", () => {
    const routes = {
      host: { hostnames: ["a.com"], rules: [rule("host", { matches: [path("PathPrefix", "/only")] })] },
      any: {
        rules: [
          rule("any"),
          rule("expression", { matches: [path("RegularExpression", "/x/.*")] }),
          rule("prefix", { matches: [path("PathPrefix", "/x/y/z")] }),
        ],
      },
    };
    const target = gateway(routes);
    const readings = (url: string) => [target, ...target.otherReadings].map((one) => one.decide(get(url)).route);
    expect(readings("http://a.com/other")).toEqual(["any", null, "any", "any"]);
    expect(readings("http://b.com/x/y/z")).toEqual(["expression", "expression", "prefix", "expression"]);
    expect(readings("http://b.com/x")).toEqual(["any", "any", "any", "any"]);
    expect(readings("http://b.com/z/x/")).toEqual(["any", "any", "any", "expression"]);
  });
});

describe(`${TYPES}, HTTPPathModifier.replacePrefixMatch`, () => {
  // Request path, prefix match, replacement, modified path: the table in the type's comment.
  test.each([
    ["/foo/bar", "/foo", "/xyz", "/xyz/bar"],
    ["/foo/bar", "/foo", "/xyz/", "/xyz/bar"],
    ["/foo/bar", "/foo/", "/xyz", "/xyz/bar"],
    ["/foo/bar", "/foo/", "/xyz/", "/xyz/bar"],
    ["/foo", "/foo", "/xyz", "/xyz"],
    ["/foo/", "/foo", "/xyz", "/xyz/"],
    ["/foo/bar", "/foo", "", "/bar"],
    ["/foo/", "/foo", "", "/"],
    ["/foo", "/foo", "", "/"],
    ["/foo/", "/foo", "/", "/"],
    ["/foo", "/foo", "/", "/"],
  ])("%s, %s replaced by %j: %s", (requested, prefix, replacePrefixMatch, modified) => {
    const modifier = { type: "ReplacePrefixMatch", replacePrefixMatch };
    const matches = [{ path: { type: "PathPrefix", value: prefix } }];
    const rewrite = [{ type: "URLRewrite", urlRewrite: { path: modifier } }];
    const redirect = [{ type: "RequestRedirect", requestRedirect: { path: modifier } }];
    const url = get(`http://a.com${requested}?q=1`);
    expect(gateway({ r: { rules: [rule("s", { matches, filters: rewrite })] } }).decide(url).path).toBe(
      `${modified}?q=1`,
    );
    const { location } = gateway({ r: { rules: [{ matches, filters: redirect }] } }).decide(url);
    expect(location).toBe(`http://a.com${modified}?q=1`);
  });
});

describe(`${TYPES}, filters`, () => {
  const redirect = (requestRedirect: object): object => ({ filters: [{ type: "RequestRedirect", requestRedirect }] });

  test.each([
    ["302 where no status is given", { hostname: "b.com" }, 80, { status: 302, location: "http://b.com/x" }],
    ["the port of the scheme that is given", { scheme: "https" }, 8080, { status: 302, location: "https://a.com/x" }],
    ["the listener's port where no scheme is", { hostname: "b.com" }, 8080, { location: "http://b.com:8080/x" }],
    [
      "a port that is given",
      { port: 8443, scheme: "https", statusCode: 301 },
      80,
      { status: 301, location: "https://a.com:8443/x" },
    ],
    ["no default port in the Location", { port: 443, scheme: "https" }, 80, { location: "https://a.com/x" }],
    ["a whole path", { path: { type: "ReplaceFullPath", replaceFullPath: "/y" } }, 80, { location: "http://a.com/y" }],
  ])("RequestRedirect: %s", (_, filter, port, expected) => {
    const target = gateway({ r: { rules: [redirect(filter)] } }, [{ name: "web", port }]);
    expect(target.decide(get("http://a.com/x"))).toMatchObject({ service: null, ...expected });
  });

  test("URLRewrite: Host and path", () => {
    const filters = [
      { type: "RequestHeaderModifier", requestHeaderModifier: { set: [] } },
      {
        type: "URLRewrite",
        urlRewrite: { hostname: "b.com", path: { type: "ReplaceFullPath", replaceFullPath: "/y" } },
      },
    ];
    expect(gateway({ r: { rules: [rule("s", { filters })] } }).decide(get("http://a.com/x?q"))).toMatchObject({
      path: "/y?q",
      host: "b.com",
    });
  });

  test("weights share requests; without any backend, 500", () => {
    const backendRefs = [
      { name: "a", weight: 1 },
      { name: "b", weight: 3 },
      { name: "c", weight: 0 },
    ];
    const target = gateway({
      r: { rules: [{ backendRefs }, { name: "none", matches: [{ path: { type: "Exact", value: "/none" } }] }] },
    });
    expect(target.decide(get("http://a.com/"))).toMatchObject({
      service: "b",
      backends: [
        { service: "a", share: 0.25 },
        { service: "b", share: 0.75 },
        { service: "c", share: 0 },
      ],
    });
    expect(target.decide(get("http://a.com/none"))).toMatchObject({ route: "none", service: null, status: 500 });
  });
});

describe("gateway-api apis/v1/gateway_types.go, listeners and attachment", () => {
  const any = { rules: [rule("s")] };
  const decide = (target: Target, url: string): Partial<Decision> => {
    const { listener, service, status } = target.decide(get(url));
    return { listener, service, status };
  };

  test("of listeners that differ by hostname the most specific takes the request, with its own routes alone", () => {
    const target = gateway(
      {
        a: { parentRefs: [{ name: "gw", sectionName: "exact" }], rules: [rule("a")] },
        b: { parentRefs: [{ name: "gw", sectionName: "any" }], rules: [rule("b")] },
      },
      [{ name: "any" }, { name: "wild", hostname: "*.foo.com" }, { name: "exact", hostname: "a.foo.com" }],
    );
    expect([
      decide(target, "http://a.foo.com/"),
      decide(target, "http://b.c.foo.com/"),
      decide(target, "http://foo.com/"),
    ]).toEqual([
      { listener: "exact", service: "a", status: null },
      { listener: "wild", service: null, status: 404 },
      { listener: "any", service: "b", status: null },
    ]);
  });

  test("no listener for the host: 404", () => {
    const target = gateway({ a: any }, [{ name: "web", hostname: "a.com" }]);
    expect(decide(target, "http://b.com/")).toEqual({ listener: null, service: null, status: 404 });
  });

  test("HTTP and HTTPS listeners are told apart by scheme; those of other protocols do not count", () => {
    const target = gateway({ a: any }, [
      { name: "web" },
      { name: "secure", protocol: "HTTPS", port: 443 },
      { name: "tls", protocol: "TLS", port: 8443 },
    ]);
    expect([target.decide(get("https://a.com/")).listener, target.decide(get("http://a.com/")).listener]).toEqual([
      "secure",
      "web",
    ]);
    expect(readTargets(gatewayStack([{ name: "tls", protocol: "TLS" }], {}))).toEqual([]);
  });

  test.each([
    ["another Gateway", { parentRefs: [{ name: "other" }] }],
    ["another listener", { parentRefs: [{ name: "gw", sectionName: "other" }] }],
    ["another port", { parentRefs: [{ name: "gw", port: 81 }] }],
    ["another namespace", { parentRefs: [{ name: "gw", namespace: "other" }] }],
    ["a host that the listener is not for", { hostnames: ["b.com"] }],
  ])("an HTTPRoute for %s does not count", (_, more) => {
    const target = gateway({ a: { ...any, ...more } }, [{ name: "web", hostname: "a.com" }]);
    expect(target.decide(get("http://a.com/")).status).toBe(404);
  });

  test("HTTPRoutes of other namespaces count where the listener lets them in", () => {
    const stack = (from: string) => {
      const spec = {
        listeners: [{ name: "web", protocol: "HTTP", port: 80, allowedRoutes: { namespaces: { from } } }],
      };
      const gw = manifest("gateway.networking.k8s.io/v1", "Gateway", "gw", spec);
      const route = manifest("gateway.networking.k8s.io/v1", "HTTPRoute", "r", {
        parentRefs: [{ name: "gw", namespace: "edge" }],
        ...any,
      });
      gw.manifest.metadata.namespace = "edge";
      return { resource: { kubernetes_manifest: { gw, route } } };
    };
    const service = (from: string) => only(readTargets(stack(from))).decide(get("http://a.com/")).service;
    expect([service("All"), service("Same")]).toEqual(["s", null]);
  });

  test("routes are named by the object's annotation, by the rule, or by the object", () => {
    const api = "gateway.networking.k8s.io/v1";
    const gw = manifest(api, "Gateway", "gw", { listeners: [{ name: "web", protocol: "HTTP", port: 80 }] });
    const names = (annotations: Record<string, string>, rules: object[]) =>
      only(
        readTargets({
          resource: {
            kubernetes_manifest: {
              gw,
              r: manifest(api, "HTTPRoute", "r", { parentRefs: [{ name: "gw" }], rules }, annotations),
            },
          },
        }),
      ).decide(get("http://a.com/"));
    expect(names({ "portico/router": "shop", "portico/routes": "users" }, [{}])).toMatchObject({
      router: "shop",
      route: "users",
    });
    expect(names({}, [{ name: "named" }])).toMatchObject({ router: null, route: "named" });
    expect([names({}, [{}]).route, names({}, [{}, {}]).route]).toEqual(["r", "r[0]"]);
  });
});

test("explainOutput names the readings that decide otherwise", () => {
  const stack = gatewayStack(WEB, {
    host: { hostnames: ["a.com"], rules: [rule("host", { matches: [{ path: { type: "Exact", value: "/x" } }] })] },
    any: { rules: [rule("any")] },
  });
  const [{ otherwise } = { otherwise: [] }] = explainOutput(stack, get("http://a.com/y"));
  expect(otherwise.map(({ reading, decision }) => [reading, decision.status])).toEqual([
    ['Gateway "gw" of an implementation which keeps requests at their most specific hostname', 404],
  ]);
  expect(explainOutput(stack, get("http://b.com/y"))[0]?.otherwise).toEqual([]);
});
