import { type CustomObject, isIngress } from "../../../../constructs/kubernetes/objects";
import type { Route, RouteMatch } from "../../../../lib/topology";
import { type LoweringOptions, listener, lower } from "./lowering";

function lowerRoutes(routes: readonly Partial<Route>[], options: LoweringOptions = {}) {
  const complete = routes.map((route, index): Route => ({ name: `r${index}`, backends: [{ service: "s" }], ...route }));
  const { objects, findings } = lower({ name: "shop", routes: complete }, { className: "traefik", ...options });
  const custom = objects.map(({ object }) => object).filter((object): object is CustomObject => !isIngress(object));
  return { ingresses: objects.map(({ object }) => object).filter(isIngress), custom, findings };
}

/** The rules of the one IngressRoute, by falling precedence. */
function specialRules(routes: readonly Partial<Route>[]): { match: string; priority: number; services: object[] }[] {
  const ingressRoute = lowerRoutes(routes).custom.find(({ kind }) => kind === "IngressRoute");
  return (ingressRoute?.spec.routes ?? []) as never;
}

describe("a match in Traefik's rule syntax", () => {
  const x: RouteMatch = { headers: [{ name: "x", value: "1" }] };

  test.each<[string, Partial<Route>, string]>([
    ["a header", { matches: [x] }, "Header(`x`, `1`)"],
    [
      "a header's name in lower case, the first of two",
      {
        matches: [
          {
            headers: [
              { name: "X", value: "1" },
              { name: "x", value: "2" },
            ],
          },
        ],
      },
      "Header(`x`, `1`)",
    ],
    [
      "a header by expression, the whole value",
      { matches: [{ headers: [{ type: "RegularExpression", name: "x", value: "a|b" }] }] },
      "HeaderRegexp(`x`, `^(?:a|b)$`)",
    ],
    [
      "a value with a backtick, which a raw literal can't hold",
      { matches: [{ headers: [{ name: "x", value: 'a`"\\' }] }] },
      'Header(`x`, "a`\\"\\\\")',
    ],
    ["a query parameter", { matches: [{ queryParams: [{ name: "q", value: "1" }] }] }, "Query(`q`, `1`)"],
    [
      "a query parameter by expression",
      { matches: [{ queryParams: [{ type: "RegularExpression", name: "q", value: "1+" }] }] },
      "QueryRegexp(`q`, `^(?:1+)$`)",
    ],
    ["a method", { matches: [{ method: "GET" }] }, "Method(`GET`)"],
    ["an address range", { matches: [{ sourceRanges: ["10.0.0.0/8"] }] }, "ClientIP(`10.0.0.0/8`)"],
    [
      "one of two address ranges",
      { matches: [{ sourceRanges: ["10.0.0.0/8", "::1/128"] }] },
      "(ClientIP(`10.0.0.0/8`) || ClientIP(`::1/128`))",
    ],
    ["an exact path", { matches: [{ path: { type: "Exact", value: "/a" }, ...x }] }, "Path(`/a`) && Header(`x`, `1`)"],
    [
      "a prefix, in whole segments",
      { matches: [{ path: { type: "PathPrefix", value: "/a/" }, ...x }] },
      "(Path(`/a`) || PathPrefix(`/a/`)) && Header(`x`, `1`)",
    ],
    [
      "a path by expression, the whole of it",
      { matches: [{ path: { type: "RegularExpression", value: "/a|/b" } }] },
      "PathRegexp(`^(?:/a|/b)$`)",
    ],
    ["an escape that Traefik decodes", { matches: [{ path: { type: "Exact", value: "/a%20b" } }] }, "Path(`/a b`)"],
    [
      "escapes that are one character of UTF-8",
      { matches: [{ path: { type: "Exact", value: "/%C3%A9%2F" }, ...x }] },
      "Path(`/é%2F`) && Header(`x`, `1`)",
    ],
    ["a host", { hostnames: ["a.com"], matches: [x] }, "Host(`a.com`) && Header(`x`, `1`)"],
    ["a wildcard of any number of labels", { hostnames: ["*.a.com"] }, "HostRegexp(`^.+\\.a\\.com\\.?$`)"],
    [
      "every request, where the route is not plain",
      { backends: [{ service: "a" }, { service: "b" }] },
      "PathPrefix(`/`)",
    ],
  ])("has %s", (_, route, expected) => {
    expect(specialRules([route]).map(({ match }) => match)).toEqual([expected]);
  });
});

describe("Traefik's objects", () => {
  test("keep plain routes in Ingresses, of one rank each", () => {
    const { ingresses, custom } = lowerRoutes([
      { matches: [{ path: { type: "PathPrefix", value: "/a" } }] },
      { matches: [{ path: { type: "PathPrefix", value: "/b" } }] },
      { matches: [{ path: { type: "PathPrefix", value: "/a/b" } }] },
      { matches: [{ path: { type: "Exact", value: "/c" } }], hostnames: ["a.com", "b.com"] },
    ]);

    expect(custom).toEqual([]);
    expect(
      ingresses.map(({ metadata, spec }) => [
        metadata.name,
        spec.rules.map(({ host, http }) => [host, http.paths.map(({ pathType, path }) => `${pathType} ${path}`)]),
        metadata.annotations?.["portico/routes"],
      ]),
    ).toEqual([
      [
        "shop-host-exact",
        [
          ["a.com", ["Exact /c"]],
          ["b.com", ["Exact /c"]],
        ],
        "r3,r3",
      ],
      ["shop-prefix-2", [[undefined, ["Exact /a/b", "Prefix /a/b/"]]], "r2,r2"],
      ["shop-prefix-1", [[undefined, ["Exact /a", "Prefix /a/", "Exact /b", "Prefix /b/"]]], "r0,r0,r1,r1"],
    ]);
  });

  test("give a route with conditions a higher priority than a plain one at the same path", () => {
    const header: RouteMatch = { headers: [{ name: "x", value: "1" }] };
    const routes = [{}, { matches: [{ method: "GET" }] }, { matches: [header] }, { matches: [header] }];

    const priorities = specialRules(routes).map(({ priority }) => priority);

    const plain = Number(
      lowerRoutes(routes).ingresses[0]?.metadata.annotations?.["traefik.ingress.kubernetes.io/router.priority"],
    );
    expect(priorities).toEqual([plain + 3, plain + 2, plain + 1]);
  });

  test("rank exact hosts over wildcards, longer wildcards over shorter, any host over none", () => {
    const hosts = [["*.b.a.com"], ["*.a.com"], ["x.b.a.com"], undefined];
    const rules = specialRules(
      hosts.map((hostnames) => ({
        ...(hostnames === undefined ? {} : { hostnames }),
        matches: [
          { path: { type: "PathPrefix" as const, value: hostnames === undefined ? "/a/b/c" : "/" }, method: "GET" },
        ],
      })),
    );

    expect(rules.map(({ match }) => match.split("(")[1]?.slice(0, 12))).toEqual([
      "`x.b.a.com`)",
      "`^.+\\.b\\.a\\.",
      "`^.+\\.a\\.com",
      "Path",
    ]);
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(4);
    expect([...rules].sort((a, b) => b.priority - a.priority)).toEqual(rules);
  });

  test("stay within the priorities of a 32-bit machine", () => {
    const rules = specialRules(
      Array.from({ length: 3 }, () => ({
        hostnames: ["a.com"],
        matches: [{ path: { type: "Exact" as const, value: "/a" }, method: "GET" }],
      })),
    );

    expect(Math.max(...rules.map(({ priority }) => priority))).toBeLessThanOrEqual(2 ** 31 - 1 - 1000);
  });

  test("split by weight, and leave out who gets nothing", () => {
    const backends = [{ service: "a", weight: 9 }, { service: "b" }, { service: "c", weight: 0 }];

    expect(specialRules([{ backends }]).map(({ services }) => services)).toEqual([
      [
        { kind: "Service", name: "a", port: 80, scheme: "http", weight: 9 },
        { kind: "Service", name: "b", port: 80, scheme: "http", weight: 1 },
      ],
    ]);
  });

  test("speak HTTP/2 to services of it, and keep clients by cookie", () => {
    const services = new Map([
      [
        "s",
        {
          name: "s",
          namespace: "shop",
          port: 80,
          protocol: "GRPC" as const,
          sessionAffinity: { type: "Cookie" as const, ttl: "1h" },
        },
      ],
    ]);

    const { custom } = lowerRoutes([{ matches: [{ method: "POST" }] }], { services });

    const [route] = custom.flatMap(({ spec }) => spec.routes as { services: object[] }[]);
    expect(route?.services).toEqual([
      {
        kind: "Service",
        name: "s",
        port: 80,
        scheme: "h2c",
        sticky: { cookie: { name: "portico", httpOnly: true, maxAge: 3600 } },
      },
    ]);
  });

  test.each<[string, Partial<Route>, string]>([
    ["Host as a header", { matches: [{ headers: [{ name: "Host", value: "a.com" }] }] }, "ingress-header-match"],
    ["a plus in a query", { matches: [{ queryParams: [{ name: "q", value: "a+b" }] }] }, "ingress-query-match"],
    [
      "an escape in an expression",
      { matches: [{ path: { type: "RegularExpression", value: "/a%20.*" } }] },
      "ingress-regular-expression",
    ],
  ])("do not have %s", (_, route, code) => {
    const { findings } = lowerRoutes([route]);

    expect(findings.filter(({ severity }) => severity === "error").map((finding) => finding.code)).toEqual([code]);
  });

  test("have one certificate where there is no Ingress to name more", () => {
    const listeners = [listener("HTTPS", 443, [{ secretName: "a" }, { secretName: "b" }])];
    const get = { matches: [{ method: "GET" }] };

    expect(lowerRoutes([get], { listeners }).findings.map(({ code }) => code)).toEqual(["traefik-certificates"]);
    expect(lowerRoutes([get, {}], { listeners }).findings).toEqual([]);
  });
});

describe("what Traefik does to a request on its way", () => {
  /** Middlewares and other objects that a route refers to, by name. */
  function referred(route: Partial<Route>, options: LoweringOptions = {}): Record<string, object> {
    const { custom } = lowerRoutes([route], options);
    return Object.fromEntries(
      custom.filter(({ kind }) => kind !== "IngressRoute").map(({ metadata, spec }) => [metadata.name, spec]),
    );
  }

  const prefix = (value: string): RouteMatch => ({ path: { type: "PathPrefix", value } });
  const ORIGIN = "://(\\[[^\\]]+\\]|[^/:?]+)(?::[0-9]+)?";

  test.each<[string, Partial<Route>, Record<string, object>]>([
    [
      "header fields are set and removed in one go",
      {
        filters: [
          { type: "RequestHeaderModifier", set: [{ name: "A", value: "1" }], remove: ["B"] },
          { type: "RequestHeaderModifier", add: [{ name: "a", value: "2" }] },
          { type: "ResponseHeaderModifier", remove: ["Server"] },
        ],
      },
      {
        "shop-r0-headers": {
          headers: { customRequestHeaders: { a: "1, 2", b: "" }, customResponseHeaders: { server: "" } },
        },
      },
    ],
    [
      "a host is a request header",
      { filters: [{ type: "URLRewrite", hostname: "b.com" }] },
      { "shop-r0-headers": { headers: { customRequestHeaders: { Host: "b.com" } } } },
    ],
    [
      "a full path replaces the path",
      { filters: [{ type: "URLRewrite", path: { type: "ReplaceFullPath", replaceFullPath: "/b" } }] },
      { "shop-r0-rewrite": { replacePath: { path: "/b" } } },
    ],
    [
      "each prefix of a route is replaced by its own expression",
      {
        matches: [prefix("/a.b"), prefix("/c")],
        filters: [{ type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/$1/" } }],
      },
      {
        "shop-r0-rewrite": { replacePathRegex: { regex: "^/a\\.b([^?]*)$", replacement: "/$$1${1}" } },
        "shop-r0-rewrite-2": { replacePathRegex: { regex: "^/c([^?]*)$", replacement: "/$$1${1}" } },
      },
    ],
    [
      "a prefix that is taken off leaves a slash",
      {
        matches: [prefix("/a")],
        filters: [{ type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "" } }],
      },
      { "shop-r0-rewrite": { replacePathRegex: { regex: "^/a/?([^?]*)$", replacement: "/${1}" } } },
    ],
    [
      "a redirect keeps what it does not name",
      { backends: [], filters: [{ type: "RequestRedirect", scheme: "https", statusCode: 301 }] },
      {
        "shop-r0-redirect": {
          redirectRegex: {
            regex: `^(https?)${ORIGIN}([^?]*)(\\?.*)?$`,
            replacement: "https://${2}${3}${4}",
            permanent: true,
          },
        },
      },
    ],
    [
      "a redirect to the port of one scheme leaves it out for that one",
      { backends: [], filters: [{ type: "RequestRedirect", hostname: "b.com", port: 80 }] },
      {
        "shop-r0-redirect-http": {
          redirectRegex: {
            regex: `^(http)${ORIGIN}([^?]*)(\\?.*)?$`,
            replacement: "${1}://b.com${3}${4}",
            permanent: false,
          },
        },
        "shop-r0-redirect-https": {
          redirectRegex: {
            regex: `^(https)${ORIGIN}([^?]*)(\\?.*)?$`,
            replacement: "${1}://b.com:80${3}${4}",
            permanent: false,
          },
        },
      },
    ],
    [
      "requests are mirrored from all backends",
      {
        backends: [{ service: "a" }, { service: "b" }],
        filters: [{ type: "RequestMirror", service: "c", percent: 10 }],
      },
      {
        "shop-r0-weighted": {
          weighted: {
            services: [
              { kind: "Service", name: "a", port: 80, scheme: "http", weight: 1 },
              { kind: "Service", name: "b", port: 80, scheme: "http", weight: 1 },
            ],
          },
        },
        "shop-r0-mirror": {
          mirroring: {
            kind: "TraefikService",
            name: "shop-r0-weighted",
            mirrors: [{ kind: "Service", name: "c", port: 80, scheme: "http", percent: 10 }],
          },
        },
      },
    ],
    [
      "one try has its time",
      { timeouts: { backendRequest: "5s" } },
      { "shop-r0-transport": { forwardingTimeouts: { responseHeaderTimeout: "5s" } } },
    ],
    [
      "tries are counted from the first",
      { retry: { attempts: 2 } },
      { "shop-r0-retry": { retry: { attempts: 3, initialInterval: "25ms" } } },
    ],
    ["no retry is none", { retry: { attempts: 0 } }, {}],
  ])("%s", (_, route, expected) => {
    expect(referred(route)).toEqual(expected);
  });

  test("a redirect needs no service", () => {
    const [rule] = specialRules([{ backends: [], filters: [{ type: "RequestRedirect", scheme: "https" }] }]);

    expect(rule).toMatchObject({
      middlewares: [{ name: "shop-r0-redirect" }],
      services: [{ kind: "TraefikService", name: "noop@internal" }],
    });
  });

  test.each<[string, Partial<Route>, string]>([
    [
      "a value beside others",
      { filters: [{ type: "RequestHeaderModifier", add: [{ name: "a", value: "1" }] }] },
      "ingress-request-headers",
    ],
    [
      "an empty value",
      { filters: [{ type: "ResponseHeaderModifier", set: [{ name: "a", value: "" }] }] },
      "ingress-response-headers",
    ],
    [
      "a redirect that keeps the method",
      { backends: [], filters: [{ type: "RequestRedirect", scheme: "https", statusCode: 308 }] },
      "ingress-redirect",
    ],
    [
      "half a percent of a mirror",
      { filters: [{ type: "RequestMirror", service: "s", percent: 0.5 }] },
      "ingress-mirror",
    ],
    ["retries by status", { retry: { codes: [503] } }, "ingress-retry"],
    ["a limit on the whole request", { timeouts: { request: "5s" } }, "ingress-request-timeout"],
    [
      "an answer of its own",
      { backends: [], filters: [{ type: "FixedResponse", statusCode: 404 }] },
      "ingress-fixed-response",
    ],
  ])("does not have %s", (_, route, code) => {
    const { findings } = lowerRoutes([route]);

    expect(findings.map((finding) => finding.code)).toEqual([code]);
  });

  test("does not have a redirect to a port that it is not told", () => {
    const listeners = [listener("HTTP", 8080)];
    const redirect = { backends: [], filters: [{ type: "RequestRedirect", hostname: "b.com" }] } as const;

    expect(lowerRoutes([redirect], { listeners }).findings.map(({ code }) => code)).toContain("ingress-redirect");
  });
});
