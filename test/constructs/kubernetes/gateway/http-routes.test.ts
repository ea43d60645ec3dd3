import type { CustomObject } from "../../../../constructs/kubernetes/objects";
import type { Filter, Route, RouteMatch } from "../../../../lib/topology";
import { PROXY_FILTERS } from "../../../support/proxy-filters";
import { type LoweringOptions, lower } from "./lowering";

function route(name: string, matches: readonly RouteMatch[] = [], more: Partial<Route> = {}): Route {
  return { name, matches, backends: [{ service: name }], ...more };
}

const prefix = (value: string, more: RouteMatch = {}): RouteMatch => ({ path: { type: "PathPrefix", value }, ...more });
const header = (value: string): RouteMatch => ({ headers: [{ name: "x", value }] });

interface HttpRoute extends CustomObject {
  readonly spec: CustomObject["spec"] & {
    readonly hostnames?: readonly string[];
    readonly rules: readonly { readonly matches: readonly object[]; readonly filters?: readonly object[] }[];
  };
}

function httpRoutes(
  routes: readonly Route[],
  hostnames?: readonly string[],
  options: LoweringOptions = {},
): HttpRoute[] {
  const router = { name: "shop", routes, ...(hostnames === undefined ? {} : { hostnames }) };
  return lower(router, options).objects.map(({ object }) => object as HttpRoute);
}

/** `NAME HOSTNAMES: ROUTE MATCHES, ...` of each HTTPRoute. */
function outline(objects: readonly HttpRoute[]): string[] {
  return objects.map(({ metadata, spec }) => {
    const names = metadata.annotations?.["portico/routes"]?.split(",") ?? [];
    const rules = spec.rules.map(({ matches }, index) => `${names[index]} ${matches.length}`);
    return `${metadata.name} ${spec.hostnames?.join(" ") ?? "*"}: ${rules.join(", ")}`;
  });
}

describe("a router as HTTPRoutes", () => {
  test("has one rule a route, with its matches, its services and their weights", () => {
    const [object] = httpRoutes([
      {
        name: "users",
        matches: [
          {
            path: { type: "Exact", value: "/users" },
            method: "GET",
            headers: [{ name: "X-Canary", value: "1" }],
            queryParams: [{ type: "RegularExpression", name: "v", value: "1|2" }],
          },
          {},
        ],
        backends: [{ service: "users", weight: 9 }, { service: "next" }],
        timeouts: { request: "10s", backendRequest: "5s" },
      },
    ]);

    expect(object).toEqual({
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: {
        name: "shop",
        namespace: "shop",
        labels: { "portico/router": "shop" },
        annotations: { "portico/router": "shop", "portico/routes": "users" },
      },
      spec: {
        parentRefs: [{ name: "edge", namespace: "shop", sectionName: "http" }],
        rules: [
          {
            matches: [
              {
                path: { type: "Exact", value: "/users" },
                headers: [{ type: "Exact", name: "x-canary", value: "1" }],
                queryParams: [{ type: "RegularExpression", name: "v", value: "^(?:1|2)$" }],
                method: "GET",
              },
              { path: { type: "PathPrefix", value: "/" } },
            ],
            backendRefs: [
              { kind: "Service", name: "users", namespace: "shop", port: 80, weight: 9 },
              { kind: "Service", name: "next", namespace: "shop", port: 80, weight: 1 },
            ],
            timeouts: { request: "10s", backendRequest: "5s" },
          },
        ],
      },
    });
  });

  test.each<[string, readonly Route[], readonly string[] | undefined, readonly string[]]>([
    [
      "share one where their hostnames have the same rules",
      [route("a")],
      ["b.com", "a.com"],
      ["shop-a.com a.com b.com: a 1"],
    ],
    [
      "repeat wider hostnames' routes for narrower ones",
      [route("all", [prefix("/x")]), route("own", [prefix("/y")], { hostnames: ["a.com"] })],
      undefined,
      ["shop-a.com a.com: own 1, all 1", "shop *: all 1"],
    ],
    [
      "leave out what is behind another on every request for the hostname",
      [route("all", [prefix("/x"), header("1")]), route("own", [], { hostnames: ["*.a.com"] })],
      undefined,
      ["shop-wildcard.a.com *.a.com: own 1", "shop *: all 2"],
    ],
    [
      "put the more specific hostname's rule first where nothing else tells two apart",
      [route("all", [header("1")]), route("own", [header("2")], { hostnames: ["a.com"] })],
      undefined,
      ["shop-a.com a.com: own 1, all 1", "shop *: all 1"],
    ],
    [
      "have a rule for each prefix that is replaced",
      [
        route("a", [prefix("/a"), prefix("/b")], {
          filters: [{ type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } }],
        }),
      ],
      undefined,
      ["shop *: a 1, a 1"],
    ],
  ])("%s", (_, routes, hostnames, expected) => {
    expect(outline(httpRoutes(routes, hostnames))).toEqual(expected);
  });

  test("are several where there are more than 16 rules, with ties in one of them", () => {
    const many = Array.from({ length: 17 }, (_, index) => route(`r${index}`, [prefix(`/${index}`)]));
    const tied = [route("first", [prefix("/0", header("1"))]), ...many, route("last", [prefix("/0", header("2"))])];

    expect(outline(httpRoutes(tied))).toEqual([
      `shop *: first 1, last 1, ${many
        .slice(0, 14)
        .map(({ name }) => `${name} 1`)
        .join(", ")}`,
      "shop-002 *: r14 1, r15 1, r16 1",
    ]);
  });

  test("are several where there are more than 128 matches, and a rule takes 64", () => {
    const matches = Array.from({ length: 150 }, (_, index) => prefix(`/${index}`));

    expect(outline(httpRoutes([route("a", matches)]))).toEqual(["shop *: a 64, a 64", "shop-002 *: a 22"]);
  });

  test("are several where there are more than 16 hostnames", () => {
    const hostnames = Array.from({ length: 17 }, (_, index) => `h${String(index).padStart(2, "0")}.com`);

    expect(httpRoutes([route("a")], hostnames).map(({ spec }) => spec.hostnames?.length)).toEqual([16, 1]);
  });

  test("are none where no listener of a Gateway leads to the router", () => {
    const { objects, findings } = lower({ name: "shop", routes: [route("a")] }, { listeners: [] });

    expect([objects, findings.map(({ code, severity }) => [code, severity])]).toEqual([
      [],
      [["gateway-unattached", "warning"]],
    ]);
  });
});

describe("what happens to a request on its way", () => {
  test.each<[string, Filter, object]>([
    [
      "header changes",
      {
        type: "RequestHeaderModifier",
        set: [{ name: "A", value: "1" }],
        add: [{ name: "B", value: "2" }],
        remove: ["C"],
      },
      {
        type: "RequestHeaderModifier",
        requestHeaderModifier: { set: [{ name: "a", value: "1" }], add: [{ name: "b", value: "2" }], remove: ["c"] },
      },
    ],
    [
      "a rewrite",
      { type: "URLRewrite", hostname: "b.com", path: { type: "ReplaceFullPath", replaceFullPath: "/b" } },
      {
        type: "URLRewrite",
        urlRewrite: { hostname: "b.com", path: { type: "ReplaceFullPath", replaceFullPath: "/b" } },
      },
    ],
    [
      "a redirect",
      { type: "RequestRedirect", scheme: "https", port: 8443, statusCode: 308 },
      { type: "RequestRedirect", requestRedirect: { scheme: "https", port: 8443, statusCode: 308 } },
    ],
    [
      "a mirror",
      { type: "RequestMirror", service: "b", percent: 10 },
      {
        type: "RequestMirror",
        requestMirror: { backendRef: { kind: "Service", name: "b", namespace: "shop", port: 80 }, percent: 10 },
      },
    ],
    [
      "a mirror of a part of a percent",
      { type: "RequestMirror", service: "b", percent: 0.5 },
      {
        type: "RequestMirror",
        requestMirror: {
          backendRef: { kind: "Service", name: "b", namespace: "shop", port: 80 },
          fraction: { numerator: 5, denominator: 1000 },
        },
      },
    ],
  ])("%s", (_, filter, expected) => {
    const [object] = httpRoutes([route("a", [], { filters: [filter] })]);

    expect(object?.spec.rules[0]?.filters).toEqual([expected]);
  });
});

describe("what an HTTPRoute has no word for", () => {
  const redirect: Filter = { type: "RequestRedirect", hostname: "b.com", statusCode: 307 };

  test.each<[string, readonly Route[], LoweringOptions, readonly string[]]>([
    ["nothing", [route("a", [prefix("/a")])], {}, []],
    ["the client's address", [route("a", [{ sourceRanges: ["10.0.0.0/8"] }])], {}, ["error gateway-source-ranges"]],
    [
      "an answer of its own",
      [route("a", [], { backends: [], filters: [{ type: "FixedResponse", statusCode: 404 }] })],
      {},
      ["error gateway-fixed-response"],
    ],
    ...PROXY_FILTERS.map(([feature, filter]): [string, readonly Route[], LoweringOptions, readonly string[]] => [
      `the filter ${filter.type}`,
      [route("a", [], { filters: [filter] })],
      {},
      [`error gateway-${feature}`],
    ]),
    [
      "an extension of another target",
      [route("a", [], { filters: [{ type: "ExtensionRef", group: "aws", kind: "Authentication", name: "staff" }] })],
      {},
      ["error gateway-extension"],
    ],
    ["retries, in the standard channel", [route("a", [], { retry: {} })], {}, ["error gateway-retry"]],
    ["retries, which the experimental channel has", [route("a", [], { retry: {} })], { channel: "experimental" }, []],
    [
      "307 before version 1.5",
      [route("a", [], { backends: [], filters: [redirect] })],
      { version: "1.4" },
      ["error gateway-redirect"],
    ],
    ["307 since version 1.5", [route("a", [], { backends: [], filters: [redirect] })], {}, []],
    [
      "a part of requests before version 1.3",
      [route("a", [], { filters: [{ type: "RequestMirror", service: "a", percent: 1 }] })],
      { version: "1.2" },
      ["error gateway-mirror"],
    ],
    ["an empty header", [route("a", [header("")])], {}, ["error gateway-header-match"]],
    [
      "an empty query parameter",
      [route("a", [{ queryParams: [{ name: "q", value: "" }] }])],
      {},
      ["error gateway-query-match"],
    ],
    [
      "a query parameter of an odd name",
      [route("a", [{ queryParams: [{ name: "q[]", value: "1" }] }])],
      {},
      ["error gateway-query-match"],
    ],
    ["a method of its own", [route("a", [{ method: "PURGE" }])], {}, ["error gateway-method-match"]],
    [
      "the place of a regular expression among prefixes",
      [route("a", [{ path: { type: "RegularExpression", value: "/a/.*" } }]), route("b", [prefix("/a")])],
      {},
      ["error gateway-regular-expression", "warning gateway-implementation-specific"],
    ],
    [
      "a regular expression that meets no prefix",
      [route("a", [{ path: { type: "RegularExpression", value: "/a/.*" } }]), route("b", [prefix("/b")])],
      {},
      ["warning gateway-implementation-specific"],
    ],
    [
      "the hostname's rank over the path's, where a more specific hostname's route has conditions",
      [route("a", [header("1")], { hostnames: ["a.com"] }), route("b", [prefix("/b")])],
      {},
      ["error gateway-hostnames"],
    ],
    [
      "the order of more than 16 rules that nothing else tells apart",
      Array.from({ length: 17 }, (_, index) => route(`r${index}`, [header(String(index))])),
      {},
      ["error gateway-ties"],
    ],
    [
      "more than 16 backends",
      [route("a", [], { backends: Array.from({ length: 17 }, (_, index) => ({ service: `s${index}` })) })],
      {},
      ["error gateway-backends"],
    ],
  ])("%s", (_, routes, options, expected) => {
    const { findings } = lower({ name: "shop", routes }, options);

    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  });

  test("weights that are all 0 are the Gateway API's 500", () => {
    const [object] = httpRoutes([route("a", [], { backends: [{ service: "a", weight: 0 }] })]);

    expect(object?.spec.rules).toMatchObject([{ backendRefs: [{ name: "a", weight: 0 }] }]);
  });

  test("a service of another namespace is granted to them", () => {
    const services = new Map([["a", { name: "a", namespace: "other", port: 80, protocol: "HTTP" as const }]]);

    const { objects, findings } = lower({ name: "shop", routes: [route("a")] }, { services });

    expect(objects.map(({ object }) => object).filter(({ kind }) => kind === "ReferenceGrant")).toMatchObject([
      {
        metadata: { name: "shop-a", namespace: "other" },
        spec: {
          from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "shop" }],
          to: [{ group: "", kind: "Service", name: "a" }],
        },
      },
    ]);
    expect(findings).toEqual([]);
  });
});
