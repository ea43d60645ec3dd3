import { type IngressObject, isIngress } from "../../../../constructs/kubernetes/objects";
import type { Filter, Route, RouteMatch } from "../../../../lib/topology";
import { PROXY_FILTERS } from "../../../support/proxy-filters";
import { listener, lower } from "./lowering";

function route(name: string, path: string | RouteMatch["path"] | undefined, more: Partial<Route> = {}): Route {
  const value = typeof path === "string" ? ({ type: "PathPrefix", value: path } as const) : path;
  return {
    name,
    ...(value === undefined ? {} : { matches: [{ path: value }] }),
    backends: [{ service: name }],
    ...more,
  };
}

function exact(value: string): RouteMatch["path"] {
  return { type: "Exact", value };
}

/** The rules of the one Ingress, each as its host and `type path service` a path. */
function rules(routes: readonly Route[], hostnames?: readonly string[]): Record<string, string[]> {
  const { objects } = lower({ name: "r", routes, ...(hostnames === undefined ? {} : { hostnames }) });
  const [ingress] = objects.map(({ object }) => object).filter(isIngress);
  return Object.fromEntries(
    (ingress?.spec.rules ?? []).map(({ host = "", http }) => [
      host,
      http.paths.map(({ pathType, path, backend }) => `${pathType} ${path} ${backend.service.name}`),
    ]),
  );
}

describe("an Ingress of a class that nothing is known of", () => {
  test.each<[string, Route[], string[] | undefined, Record<string, string[]>]>([
    [
      "has exact paths and prefixes, by precedence",
      [route("a", "/a"), route("ab", "/a/b"), route("x", exact("/a"))],
      undefined,
      { "": ["Exact /a x", "Prefix /a/b ab", "Prefix /a a"] },
    ],
    ["takes a route without matches for every path", [route("all", undefined)], undefined, { "": ["Prefix / all"] }],
    ["counts no trailing slash of a prefix", [route("a", "/a/"), route("b", "/a")], undefined, { "": ["Prefix /a a"] }],
    [
      "leaves out what stands behind another on every request",
      [route("all", "/"), route("again", "/"), route("x", exact("/x")), route("y", exact("/x"))],
      undefined,
      { "": ["Exact /x x", "Prefix / all"] },
    ],
    [
      "has a rule for each host of the router",
      [route("a", "/a")],
      ["b.com", "a.com"],
      { "a.com": ["Prefix /a a"], "b.com": ["Prefix /a a"] },
    ],
    [
      "repeats in a host's rule what applies to every host",
      [route("users", "/users"), route("admin", "/admin", { hostnames: ["a.com"] })],
      undefined,
      { "a.com": ["Prefix /admin admin", "Prefix /users users"], "": ["Prefix /users users"] },
    ],
    [
      "lets a host's own route stand before a longer path of every host",
      [route("users", "/users"), route("admin", "/", { hostnames: ["a.com"] })],
      undefined,
      { "a.com": ["Prefix / admin"], "": ["Prefix /users users"] },
    ],
    [
      "lets a wildcard's routes fall through to exact hosts, the longer wildcard first",
      [
        route("exact", exact("/e"), { hostnames: ["x.a.b"] }),
        route("long", "/p", { hostnames: ["*.a.b"] }),
        route("short", "/p", { hostnames: ["*.b"] }),
        route("shorter", "/q", { hostnames: ["*.b"] }),
        route("all", "/", {}),
      ],
      undefined,
      {
        "x.a.b": ["Exact /e exact", "Prefix /p long", "Prefix /q shorter", "Prefix / all"],
        "*.a.b": ["Prefix /p long", "Prefix /q shorter", "Prefix / all"],
        "*.b": ["Prefix /p short", "Prefix /q shorter", "Prefix / all"],
        "": ["Prefix / all"],
      },
    ],
    [
      "keeps an exact path beside a prefix that ends alike",
      [route("folder", exact("/a/")), route("a", "/a")],
      undefined,
      { "": ["Exact /a/ folder", "Prefix /a a"] },
    ],
    [
      "passes over backends of weight 0",
      [
        route("a", "/a", {
          backends: [
            { service: "old", weight: 0 },
            { service: "new", weight: 5 },
          ],
        }),
      ],
      undefined,
      { "": ["Prefix /a new"] },
    ],
  ])("%s", (_, routes, hostnames, expected) => {
    expect(rules(routes, hostnames)).toEqual(expected);
  });

  test("says which route each of its paths is for", () => {
    const { objects } = lower({ name: "r", routes: [route("a", "/a"), route("b", "/b", { hostnames: ["b.com"] })] });

    expect(objects[0]?.object.metadata.annotations).toEqual({ "portico/router": "r", "portico/routes": "b,a,a" });
  });

  test("is not made of nothing", () => {
    expect(lower({ name: "r", routes: [] }).objects).toEqual([]);
  });
});

describe("the certificates of an Ingress", () => {
  const tls = (secrets: readonly { secretName: string; hostnames?: readonly string[] }[], hostnames?: string[]) => {
    const { objects } = lower(
      { name: "r", routes: [route("a", "/a")], ...(hostnames === undefined ? {} : { hostnames }) },
      { listeners: [listener("HTTPS", 443, secrets)] },
    );
    return objects.map(({ object }) => object).find(isIngress)?.spec.tls;
  };

  test.each<[string, Parameters<typeof tls>, ReturnType<typeof tls>]>([
    [
      "one is for all of its hosts",
      [[{ secretName: "s" }], ["a.com", "b.com"]],
      [{ secretName: "s", hosts: ["a.com", "b.com"] }],
    ],
    ["one is for whatever comes where there are no hosts", [[{ secretName: "s" }]], [{ secretName: "s" }]],
    [
      "several are for the controller to tell apart",
      [[{ secretName: "s" }, { secretName: "t" }], ["a.com"]],
      [{ secretName: "s" }, { secretName: "t" }],
    ],
    [
      "several are for the hosts that they name",
      [[{ secretName: "s", hostnames: ["a.com"] }, { secretName: "t" }], ["a.com"]],
      [{ secretName: "s", hosts: ["a.com"] }, { secretName: "t" }],
    ],
    [
      "the same secret is named once",
      [[{ secretName: "s" }, { secretName: "s" }], ["a.com"]],
      [{ secretName: "s", hosts: ["a.com"] }],
    ],
    ["none is no TLS", [[], ["a.com"]], undefined],
  ])("%s", (_, input, expected) => {
    expect(tls(...input)).toEqual(expected);
  });
});

describe("what an Ingress has no word for", () => {
  const redirect: Filter = { type: "RequestRedirect", scheme: "https" };
  const fixed: Filter = { type: "FixedResponse", statusCode: 404 };

  test.each<[string, Route, string, string | undefined]>([
    [
      "a header",
      route("a", undefined, { matches: [{ headers: [{ name: "x", value: "1" }] }] }),
      "ingress-header-match at matches[0].headers",
      undefined,
    ],
    ...PROXY_FILTERS.map(([feature, filter]): [string, Route, string, string | undefined] => [
      `the filter ${filter.type}`,
      route("a", "/a", { filters: [filter] }),
      `ingress-${feature} at filters[0]`,
      // What protects a service is not left out of a route that stays.
      ["cors", "compression", "error-pages"].includes(feature) ? "Prefix /a a" : undefined,
    ]),
    [
      "an extension of another target",
      route("a", undefined, { filters: [{ type: "ExtensionRef", kind: "Authentication", name: "staff" }] }),
      "ingress-extension at filters[0]",
      undefined,
    ],
    [
      "a query parameter",
      route("a", undefined, { matches: [{ queryParams: [{ name: "x", value: "1" }] }] }),
      "ingress-query-match at matches[0].queryParams",
      undefined,
    ],
    [
      "a method",
      route("a", undefined, { matches: [{}, { method: "GET" }] }),
      "ingress-method-match at matches[1].method",
      "Prefix / a",
    ],
    [
      "the client's address",
      route("a", undefined, { matches: [{ sourceRanges: ["10.0.0.0/8"] }] }),
      "ingress-source-ranges at matches[0].sourceRanges",
      undefined,
    ],
    [
      "a regular expression",
      route("a", { type: "RegularExpression", value: "/a.*" }),
      "ingress-regular-expression at matches[0].path",
      undefined,
    ],
    ["an escaped path", route("a", "/a%20b"), "ingress-escaped-path at matches[0].path", "Prefix /a%20b a"],
    [
      "a wildcard of several labels",
      route("a", "/a", { hostnames: ["*.a.com"] }),
      "ingress-wildcard-one-label at hostnames",
      "Prefix /a a",
    ],
    [
      "weights",
      route("a", "/a", {
        backends: [
          { service: "b", weight: 1 },
          { service: "c", weight: 3 },
        ],
      }),
      "ingress-weights at backends",
      "Prefix /a c",
    ],
    [
      "no weight at all",
      route("a", "/a", { backends: [{ service: "b", weight: 0 }] }),
      "ingress-no-weight at backends",
      undefined,
    ],
    [
      "a request header",
      route("a", "/a", { filters: [{ type: "RequestHeaderModifier", remove: ["x"] }] }),
      "ingress-request-headers at filters[0]",
      "Prefix /a a",
    ],
    [
      "a response header",
      route("a", "/a", { filters: [{ type: "ResponseHeaderModifier", remove: ["x"] }] }),
      "ingress-response-headers at filters[0]",
      "Prefix /a a",
    ],
    [
      "a rewrite",
      route("a", "/a", { filters: [{ type: "URLRewrite", hostname: "b.com" }] }),
      "ingress-rewrite at filters[0]",
      "Prefix /a a",
    ],
    [
      "a redirect",
      route("a", "/a", { backends: [], filters: [redirect] }),
      "ingress-redirect at filters[0]",
      undefined,
    ],
    [
      "a mirror",
      route("a", "/a", { filters: [{ type: "RequestMirror", service: "b" }] }),
      "ingress-mirror at filters[0]",
      "Prefix /a a",
    ],
    [
      "an answer of its own",
      route("a", "/a", { backends: [], filters: [fixed] }),
      "ingress-fixed-response at filters[0]",
      undefined,
    ],
    [
      "a limit on the request",
      route("a", "/a", { timeouts: { request: "5s" } }),
      "ingress-request-timeout at timeouts.request",
      "Prefix /a a",
    ],
    [
      "a limit on one try",
      route("a", "/a", { timeouts: { backendRequest: "5s" } }),
      "ingress-backend-timeout at timeouts.backendRequest",
      "Prefix /a a",
    ],
    ["retries", route("a", "/a", { retry: { attempts: 2 } }), "ingress-retry at retry", "Prefix /a a"],
  ])("%s", (_, given, finding, left) => {
    const { objects, findings } = lower({ name: "r", routes: [given] });

    expect(findings.map(({ code, at, severity, route: index }) => [`${code} at ${at}`, severity, index])).toEqual([
      [finding, "error", 0],
    ]);
    const ingress = objects[0]?.object as IngressObject | undefined;
    expect(
      ingress?.spec.rules[0]?.http.paths.map(
        ({ pathType, path, backend }) => `${pathType} ${path} ${backend.service.name}`,
      )[0],
    ).toBe(left);
  });

  test("a limit of 0s is none", () => {
    expect(lower({ name: "r", routes: [route("a", "/a", { timeouts: { request: "0s" } })] }).findings).toEqual([]);
  });

  test("a service of HTTP/2 alone", () => {
    const services = new Map([["a", { name: "a", namespace: "shop", port: 80, protocol: "GRPC" as const }]]);

    const { findings } = lower({ name: "r", routes: [route("a", "/a")] }, { services });

    expect(findings.map(({ code, at }) => `${code} at ${at}`)).toEqual([
      "ingress-backend-protocol at backends[0].service",
    ]);
  });

  test("a service of another namespace", () => {
    const services = new Map([["a", { name: "a", namespace: "other", port: 80, protocol: "HTTP" as const }]]);

    const { findings } = lower({ name: "r", routes: [route("a", "/a")] }, { services });

    expect(findings.map(({ code, at }) => `${code} at ${at}`)).toEqual(["ingress-namespace at backends[0].service"]);
  });

  test("is told with the class, the classes that can, and what accepting it does", () => {
    const given = route("a", undefined, { matches: [{ method: "GET" }] });

    const { findings } = lower({ name: "r", routes: [given] }, { className: "corp" });

    expect(findings).toEqual([
      {
        code: "ingress-method-match",
        severity: "error",
        route: 0,
        at: "matches[0].method",
        message: 'ingress class "corp", taken as generic, cannot choose by method',
        remedy: expect.stringMatching(
          /^choose a class that can \(.*traefik.*\), or accept "ingress-method-match" to leave the match out$/,
        ),
      },
    ]);
  });

  test("a name that no object can have", () => {
    expect(lower({ name: "R.1", routes: [] }).findings.map(({ code, remedy }) => [code, remedy])).toEqual([
      ["kubernetes-name", 'name the router "r-1"'],
    ]);
  });
});
