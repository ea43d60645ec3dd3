import { serviceHints } from "../../../../constructs/kubernetes/ingress/dialects/haproxy/service-hints";
import { isIngress } from "../../../../constructs/kubernetes/objects";
import { readTargets } from "../../../../lib/parity";
import type { Filter, Route, Service } from "../../../../lib/topology";
import { type LoweringOptions, listener, lower, outputOf } from "./lowering";

const PREFIX = "haproxy.org/";

function lowerRoutes(routes: readonly Partial<Route>[], options: LoweringOptions = {}) {
  const complete = routes.map((route, index): Route => ({ name: `r${index}`, backends: [{ service: "s" }], ...route }));
  const { objects, findings } = lower({ name: "shop", routes: complete }, { className: "haproxy", ...options });
  return { objects, ingresses: objects.map(({ object }) => object).filter(isIngress), findings };
}

function own(annotations: Readonly<Record<string, string>> = {}): Record<string, string> {
  const named = Object.entries(annotations).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(PREFIX.length), value]));
}

/** The controller's annotations of each Ingress, by its name. */
function annotations(routes: readonly Partial<Route>[], options: LoweringOptions = {}) {
  const { ingresses } = lowerRoutes(routes, options);
  return Object.fromEntries(ingresses.map(({ metadata }) => [metadata.name, own(metadata.annotations)]));
}

function codes(findings: readonly { readonly code: string }[]): string[] {
  return findings.map(({ code }) => code).filter((code) => code !== "haproxy-raw-path");
}

const redirectTo = (redirect: Omit<Extract<Filter, { type: "RequestRedirect" }>, "type">): Partial<Route> => ({
  backends: [],
  filters: [{ type: "RequestRedirect", ...redirect }],
});

describe("Ingresses (documentation/annotations.md)", () => {
  test("are one for the paths that only lead to services, and one for each other route", () => {
    const { ingresses } = lowerRoutes([
      { matches: [{ path: { type: "PathPrefix", value: "/a" } }] },
      {
        matches: [{ path: { type: "PathPrefix", value: "/b" } }, { path: { type: "Exact", value: "/c" } }],
        filters: [{ type: "URLRewrite", hostname: "in.local" }],
      },
      {},
    ]);

    expect(
      ingresses.map(({ metadata, spec }) => [
        metadata.name,
        metadata.annotations?.["portico/routes"],
        spec.rules.flatMap(({ http }) => http.paths.map(({ path, pathType }) => `${pathType} ${path}`)),
      ]),
    ).toEqual([
      ["shop-r1", "r1,r1", ["Exact /c", "Prefix /b"]],
      ["shop", "r0,r2", ["Prefix /a", "Prefix /"]],
    ]);
  });

  test("never redirect to HTTPS of themselves, as the controller would with certificates", () => {
    const listeners = [listener("HTTP", 80), listener("HTTPS", 443, [{ secretName: "t" }])];

    expect(annotations([{}], { listeners })).toEqual({ shop: { "ssl-redirect": "false" } });
    expect(lowerRoutes([{}], { listeners }).ingresses.map(({ spec }) => spec.tls)).toEqual([[{ secretName: "t" }]]);
  });

  test.each<[string, Partial<Route>, Record<string, string>]>([
    [
      "headers",
      {
        filters: [
          { type: "RequestHeaderModifier", set: [{ name: "X-A", value: "1 2" }] },
          { type: "RequestHeaderModifier", set: [{ name: "x-b", value: "3" }] },
          { type: "ResponseHeaderModifier", set: [{ name: "x-c", value: "max-age=1, a" }] },
        ],
      },
      { "request-set-header": "x-a 1 2\nx-b 3", "response-set-header": "x-c max-age=1, a" },
    ],
    ["a host", { filters: [{ type: "URLRewrite", hostname: "in.local" }] }, { "set-host": "in.local" }],
    [
      "a whole path",
      { filters: [{ type: "URLRewrite", path: { type: "ReplaceFullPath", replaceFullPath: "/x" } }] },
      { "path-rewrite": "(.*) /x" },
    ],
  ])("change %s", (_, route, expected) => {
    expect(annotations([route])).toEqual({ "shop-r0": { "ssl-redirect": "false", ...expected } });
  });

  test.each<[string, string, string, string, string]>([
    ["/a", "/b", "^/a(.*) /b\\1", "/a/x", "/b/x"],
    ["/a", "/b", "^/a(.*) /b\\1", "/a", "/b"],
    ["/a", "/", "^/a/?(.*) /\\1", "/a/x", "/x"],
    ["/a", "/", "^/a/?(.*) /\\1", "/a", "/"],
    ["/", "/b/", "^(.*) /b\\1", "/x", "/b/x"],
    ["/a.(b)", "/c", "^/a[.][(]b[)](.*) /c\\1", "/a.(b)/x", "/c/x"],
  ])("rewrite the prefix %s to %s", (value, replacement, expected, requested, seen) => {
    const { objects, ingresses } = lowerRoutes([
      {
        matches: [{ path: { type: "PathPrefix", value } }],
        filters: [{ type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: replacement } }],
      },
    ]);

    expect(ingresses.map(({ metadata }) => own(metadata.annotations)["path-rewrite"])).toEqual([expected]);
    const [target] = readTargets(outputOf(objects));
    expect(target?.decide({ method: "GET", url: `http://a.com${requested}` }).path).toBe(seen);
  });

  test("are one for each prefix that is rewritten", () => {
    const matches = ["/a", "/b"].map((value) => ({ path: { type: "PathPrefix", value } as const }));
    const filters: Filter[] = [{ type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/c" } }];

    expect(annotations([{ matches, filters }])).toEqual({
      "shop-r0": { "ssl-redirect": "false", "path-rewrite": "^/a(.*) /c\\1" },
      "shop-r0-prefix-2": { "ssl-redirect": "false", "path-rewrite": "^/b(.*) /c\\1" },
    });
  });
});

describe("a redirect", () => {
  const https = [listener("HTTPS", 443)];
  const both = [listener("HTTP", 80), ...https];

  test.each<[string, Partial<Route>, LoweringOptions, Record<string, string>]>([
    [
      "to HTTPS",
      redirectTo({ scheme: "https", statusCode: 301 }),
      {},
      { "ssl-redirect": "true", "ssl-redirect-port": "443", "ssl-redirect-code": "301" },
    ],
    [
      "to HTTPS on another port",
      redirectTo({ scheme: "https", port: 8443 }),
      {},
      { "ssl-redirect": "true", "ssl-redirect-port": "8443", "ssl-redirect-code": "302" },
    ],
    [
      "to another host",
      redirectTo({ hostname: "b.com", statusCode: 308 }),
      {},
      { "ssl-redirect": "false", "request-redirect": "http://b.com", "request-redirect-code": "308" },
    ],
    [
      "to another host from HTTPS",
      redirectTo({ hostname: "b.com" }),
      { listeners: https },
      { "ssl-redirect": "false", "request-redirect": "https://b.com", "request-redirect-code": "302" },
    ],
    [
      "to another host, scheme and port",
      redirectTo({ hostname: "b.com", scheme: "https", port: 8443 }),
      { listeners: both },
      { "ssl-redirect": "false", "request-redirect": "https://b.com:8443", "request-redirect-code": "302" },
    ],
  ])("%s is an annotation", (_, route, options, expected) => {
    expect(annotations([route], options)).toEqual({ "shop-r0": expected });
    expect(codes(lowerRoutes([route], options).findings)).toEqual([]);
  });

  test("leads to a Service without endpoints: without any, the controller would pass over the path", () => {
    const { objects, ingresses } = lowerRoutes([redirectTo({ hostname: "b.com" })]);

    expect(ingresses.map(({ spec }) => spec.rules[0]?.http.paths[0]?.backend)).toEqual([
      { service: { name: "shop-nowhere", port: { number: 80 } } },
    ]);
    expect(objects.map(({ object }) => object).filter(({ kind }) => kind === "Service")).toMatchObject([
      { metadata: { name: "shop-nowhere" }, spec: { clusterIP: "None", ports: [{ port: 80 }] } },
    ]);
  });

  test.each<[string, Partial<Route>, LoweringOptions]>([
    [
      "to another path",
      redirectTo({ hostname: "b.com", path: { type: "ReplaceFullPath", replaceFullPath: "/x" } }),
      {},
    ],
    ["to another port alone", redirectTo({ port: 8080 }), {}],
    ["from HTTPS to HTTPS", redirectTo({ scheme: "https" }), { listeners: https }],
    ["to HTTPS with 308", redirectTo({ scheme: "https", statusCode: 308 }), {}],
    ["in whatever scheme", redirectTo({ hostname: "b.com" }), { listeners: both }],
  ])("%s is refused", (_, route, options) => {
    expect(codes(lowerRoutes([route], options).findings)).toEqual(["ingress-redirect"]);
  });
});

describe("what HAProxy has not", () => {
  const prefix = (value: string) => [{ path: { type: "PathPrefix", value } as const }];
  const rewriteTo = (path: string): Filter => ({
    type: "URLRewrite",
    path: { type: "ReplacePrefixMatch", replacePrefixMatch: path },
  });

  test.each<[string, Partial<Route>, string]>([
    ["headers", { matches: [{ headers: [{ name: "x", value: "1" }] }] }, "ingress-header-match"],
    ["methods", { matches: [{ method: "GET" }] }, "ingress-method-match"],
    ["parameters", { matches: [{ queryParams: [{ name: "x", value: "1" }] }] }, "ingress-query-match"],
    ["ranges, which it answers 403", { matches: [{ sourceRanges: ["10.0.0.0/8"] }] }, "ingress-source-ranges"],
    [
      "regular expressions",
      { matches: [{ path: { type: "RegularExpression", value: "/a.*" } }] },
      "ingress-regular-expression",
    ],
    ["escapes, which it does not read", { matches: prefix("/a%20b") }, "ingress-escaped-path"],
    ["wildcards of several labels", { hostnames: ["*.a.com"] }, "ingress-wildcard-one-label"],
    ["weights", { backends: [{ service: "s" }, { service: "t" }] }, "ingress-weights"],
    ["mirrors", { filters: [{ type: "RequestMirror", service: "t" }] }, "ingress-mirror"],
    ["answers", { backends: [], filters: [{ type: "FixedResponse", statusCode: 404 }] }, "ingress-fixed-response"],
    ["limits of time", { timeouts: { request: "1s" } }, "ingress-request-timeout"],
    ["limits of a try", { timeouts: { backendRequest: "1s" } }, "ingress-backend-timeout"],
    ["retries", { retry: { attempts: 2 } }, "ingress-retry"],
    ["headers taken away", { filters: [{ type: "RequestHeaderModifier", remove: ["x"] }] }, "ingress-request-headers"],
    [
      "headers added to",
      { filters: [{ type: "ResponseHeaderModifier", add: [{ name: "x", value: "1" }] }] },
      "ingress-response-headers",
    ],
    ...['a"b', "a\\b", "%[src]", "$HOME", "", " a", "ä"].map((value): [string, Partial<Route>, string] => [
      `the value ${JSON.stringify(value)}`,
      { filters: [{ type: "RequestHeaderModifier", set: [{ name: "x", value }] }] },
      "ingress-request-headers",
    ]),
    ["rewrites of a quote", { matches: prefix("/a'b"), filters: [rewriteTo("/c")] }, "ingress-rewrite"],
    ["rewrites to an escape", { matches: prefix("/a"), filters: [rewriteTo("/c%20d")] }, "ingress-rewrite"],
  ])("%s", (_, route, code) => {
    expect(codes(lowerRoutes([route]).findings)).toEqual([code]);
  });

  test("one path for a prefix and another for the same exactly, unless they lead to the same", () => {
    const matches = [...prefix("/a"), { path: { type: "Exact", value: "/a" } as const }];
    const apart = [{ matches: matches.slice(0, 1) }, { matches: matches.slice(1), backends: [{ service: "t" }] }];

    expect(lowerRoutes(apart).findings).toContainEqual(
      expect.objectContaining({ code: "ingress-exact-and-prefix", severity: "error", route: 0, at: "matches[0].path" }),
    );
    expect(codes(lowerRoutes([{ matches }]).findings)).toEqual([]);
  });

  test("paths in normal form, as one warning says", () => {
    const { findings } = lowerRoutes([{}, { hostnames: ["a.com"] }]);

    expect(findings.map(({ code, severity, route }) => [code, severity, route])).toEqual([
      ["haproxy-raw-path", "warning", undefined],
    ]);
    expect(lowerRoutes([]).findings).toEqual([]);
  });
});

describe("what HAProxy takes from a Service", () => {
  test.each<[string, Partial<Service>, Record<string, string>, string[], string[]]>([
    ["nothing", {}, {}, ["balancing"], []],
    ["its protocol", { protocol: "GRPC" }, { "server-proto": "h2" }, ["balancing"], []],
    [
      "the fewest connections",
      { balancing: { algorithm: "LeastConnections" } },
      { "load-balance": "leastconn" },
      ["balancing"],
      [],
    ],
    ["two at random", { balancing: { algorithm: "Random" } }, { "load-balance": "random(2)" }, ["balancing"], []],
    [
      "the client's address",
      { sessionAffinity: { type: "SourceIP" } },
      { "load-balance": "source" },
      ["balancing", "sessionAffinity"],
      [],
    ],
    ["no limit to that", { sessionAffinity: { type: "SourceIP", ttl: "1h" } }, {}, ["balancing"], []],
    [
      "no hash of a key",
      { balancing: { algorithm: "ConsistentHash", key: { type: "SourceIP" } } as never },
      {},
      [],
      [],
    ],
    [
      "a cookie",
      { sessionAffinity: { type: "Cookie", cookieName: "c" } },
      { "cookie-persistence": "c" },
      ["balancing", "sessionAffinity"],
      [],
    ],
    [
      "no life of a cookie",
      { sessionAffinity: { type: "Cookie", ttl: "1h" } },
      { "cookie-persistence": "portico" },
      ["balancing", "sessionAffinity"],
      ["kubernetes-session-affinity"],
    ],
    [
      "a check",
      { healthCheck: { type: "HTTP", path: "/h", interval: "1m30s", timeout: "500ms" } },
      { check: "true", "check-http": "GET /h", "check-interval": "90s", "timeout-check": "500ms" },
      ["balancing", "healthCheck"],
      [],
    ],
    [
      "no further details of one",
      { healthCheck: { type: "TCP", port: 81 } },
      { check: "true", "check-interval": "10s", "timeout-check": "2s" },
      ["balancing", "healthCheck"],
      ["kubernetes-health-check"],
    ],
    [
      "no check of gRPC",
      { protocol: "GRPC", healthCheck: { type: "GRPC" } },
      { "server-proto": "h2" },
      ["balancing"],
      [],
    ],
    ["nothing of TCP", { protocol: "TCP", balancing: { algorithm: "LeastConnections" } }, {}, [], []],
  ])("%s", (_, service, expected, expressed, found) => {
    const hints = serviceHints({ service: { name: "s", ...service }, port: 80, selector: { app: "s" } });

    expect(own(hints.annotations)).toEqual(expected);
    expect(hints.expressed).toEqual(expressed);
    expect(codes(hints.findings ?? [])).toEqual(found);
  });
});
