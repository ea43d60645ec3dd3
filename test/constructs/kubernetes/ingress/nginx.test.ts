import { serviceHints } from "../../../../constructs/kubernetes/ingress/dialects/nginx/service-hints";
import { isIngress } from "../../../../constructs/kubernetes/objects";
import type { BackendService } from "../../../../constructs/kubernetes/routes";
import { readTargets } from "../../../../lib/parity";
import type { Filter, HeaderMatch, PathMatch, Route, RouteMatch, Service } from "../../../../lib/topology";
import { type LoweringOptions, listener, lower, outputOf } from "./lowering";

const PREFIX = "nginx.ingress.kubernetes.io/";

function lowerRoutes(routes: readonly Partial<Route>[], options: LoweringOptions = {}) {
  const complete = routes.map((route, index): Route => ({ name: `r${index}`, backends: [{ service: "s" }], ...route }));
  const { objects, findings } = lower({ name: "shop", routes: complete }, { className: "nginx", ...options });
  return { objects, ingresses: objects.map(({ object }) => object).filter(isIngress), findings };
}

function own(annotations: Readonly<Record<string, string>> = {}): Record<string, string> {
  const named = Object.entries(annotations).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(PREFIX.length), value]));
}

/** Each Ingress by its name: the controller's annotations, and its paths as `host type path -> service`. */
function ingresses(routes: readonly Partial<Route>[], options: LoweringOptions = {}) {
  return Object.fromEntries(
    lowerRoutes(routes, options).ingresses.map(({ metadata, spec }) => [
      metadata.name,
      {
        ...own(metadata.annotations),
        paths: spec.rules.flatMap(({ host = "*", http }) =>
          http.paths.map(({ path, pathType, backend }) => `${host} ${pathType} ${path} -> ${backend.service.name}`),
        ),
      },
    ]),
  );
}

/** Without the warning that every router has. */
function codes(findings: readonly { readonly code: string }[]): string[] {
  return findings.map(({ code }) => code).filter((code) => code !== "nginx-decoded-path");
}

function errors(routes: readonly Partial<Route>[], options: LoweringOptions = {}): string[] {
  return codes(lowerRoutes(routes, options).findings.filter(({ severity }) => severity === "error"));
}

const prefix = (value: string): PathMatch => ({ type: "PathPrefix", value });
const exact = (value: string): PathMatch => ({ type: "Exact", value });
const canary = (path?: PathMatch): RouteMatch => ({
  ...(path === undefined ? {} : { path }),
  headers: [{ name: "X-Canary", value: "1" }],
});
const to = (...services: string[]) => ({ backends: services.map((service) => ({ service })) });
const split = (first: [string, number], second: [string, number]) => ({
  backends: [first, second].map(([service, weight]) => ({ service, weight })),
});

describe("Ingresses (user guide, Annotations)", () => {
  test("are one for the routes that only lead to services, and one for each other route", () => {
    expect(
      ingresses([
        { matches: [{ path: prefix("/a") }] },
        { matches: [{ path: exact("/b") }], filters: [{ type: "URLRewrite", hostname: "in.local" }] },
        to("t"),
      ]),
    ).toEqual({
      "shop-r1": { "ssl-redirect": "false", "upstream-vhost": "in.local", paths: ["* Exact /b -> s"] },
      shop: { "ssl-redirect": "false", paths: ["* Prefix /a -> s", "* Prefix / -> t"] },
    });
  });

  test("never redirect to HTTPS of themselves, as the controller would with certificates", () => {
    const listeners = [listener("HTTP", 80), listener("HTTPS", 443, [{ secretName: "t" }])];
    const { ingresses: made } = lowerRoutes([{ hostnames: ["a.com"] }], { listeners });

    expect(made.map(({ metadata, spec }) => [own(metadata.annotations), spec.tls])).toEqual([
      [{ "ssl-redirect": "false" }, [{ secretName: "t", hosts: ["a.com"] }]],
    ]);
  });

  test.each<[string, Partial<Route>, Record<string, string>]>([
    ["the time of a try", { timeouts: { backendRequest: "5s" } }, { "proxy-read-timeout": "5" }],
    [
      "retries, of which nginx counts the first try too",
      { retry: { attempts: 2, codes: [503, 502] } },
      { "proxy-next-upstream": "error timeout http_503 http_502", "proxy-next-upstream-tries": "3" },
    ],
    ["no retries", { retry: { attempts: 0 } }, { "proxy-next-upstream": "off" }],
  ])("have %s", (_, route, expected) => {
    expect(ingresses([route])).toEqual({
      "shop-r0": { "ssl-redirect": "false", ...expected, paths: ["* Prefix / -> s"] },
    });
    expect(errors([route])).toEqual([]);
  });

  test.each<[string, Partial<BackendService>, Record<string, string>]>([
    ["gRPC", { protocol: "GRPC" }, { "backend-protocol": "GRPC" }],
    [
      "a cookie",
      { sessionAffinity: { type: "Cookie", cookieName: "c", ttl: "1h" } },
      {
        affinity: "cookie",
        "session-cookie-name": "c",
        "session-cookie-max-age": "3600",
        "session-cookie-expires": "3600",
      },
    ],
    ["the client's address", { sessionAffinity: { type: "SourceIP" } }, { "upstream-hash-by": "$remote_addr" }],
    [
      "a hash of a header",
      { balancing: { algorithm: "ConsistentHash", key: "header:X-User" } },
      { "upstream-hash-by": "$http_x_user" },
    ],
  ])("have what is to be known of a service: %s", (_, service, expected) => {
    const services = new Map([
      ["s", { name: "s", namespace: "shop", port: 80, protocol: "HTTP" as const, ...service }],
    ]);
    const listeners = [listener("HTTPS", 443, [{ secretName: "t" }])];

    expect(ingresses([{}], { services, listeners })).toEqual({
      "shop-r0": { "ssl-redirect": "false", ...expected, paths: ["* Prefix / -> s"] },
    });
    expect(errors([{}], { services, listeners })).toEqual([]);
  });
});

describe("a redirect", () => {
  const https = [listener("HTTP", 80), listener("HTTPS", 443)];
  const redirectTo = (redirect: Omit<Extract<Filter, { type: "RequestRedirect" }>, "type">): Partial<Route> => ({
    backends: [],
    filters: [{ type: "RequestRedirect", ...redirect }],
  });

  test.each<[string, Partial<Route>, LoweringOptions, string, string]>([
    ["to HTTPS", redirectTo({ scheme: "https", statusCode: 308 }), {}, "https://$host$request_uri", "308"],
    ["to HTTPS on its port", redirectTo({ scheme: "https", port: 443 }), {}, "https://$host$request_uri", "302"],
    ["to another host", redirectTo({ hostname: "b.com" }), {}, "http://b.com$request_uri", "302"],
    [
      "to another path and port",
      redirectTo({ scheme: "https", port: 8443, path: { type: "ReplaceFullPath", replaceFullPath: "/x" } }),
      { listeners: https },
      "https://$host:8443/x$is_args$args",
      "302",
    ],
  ])("%s is a URL with nginx's variables, before a Service without endpoints", (_, route, options, url, code) => {
    expect(ingresses([route], options)).toEqual({
      "shop-r0": {
        "ssl-redirect": "false",
        "permanent-redirect": url,
        "permanent-redirect-code": code,
        paths: ["* Prefix / -> shop-nowhere"],
      },
    });
    expect(lowerRoutes([route]).objects.map(({ object }) => object.kind)).toContain("Service");
    expect(errors([route], options)).toEqual([]);
  });

  test.each<[string, Partial<Route>, LoweringOptions]>([
    ["in whatever scheme", redirectTo({ hostname: "b.com" }), { listeners: https }],
    ["to another port and the same path", redirectTo({ scheme: "https", port: 8443 }), {}],
    [
      "of a prefix",
      redirectTo({ scheme: "https", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/x" } }),
      {},
    ],
    [
      "to a path that the webhook does not take",
      redirectTo({ scheme: "https", path: { type: "ReplaceFullPath", replaceFullPath: "/a;b" } }),
      {},
    ],
    ["to the same place", redirectTo({ statusCode: 301 }), {}],
  ])("%s is refused", (_, route, options) => {
    expect(errors([route], options)).toEqual(["ingress-redirect"]);
  });
});

describe("a canary (user guide, Annotations, Canary)", () => {
  const byHeader = { canary: "true", "canary-by-header": "x-canary", "canary-by-header-value": "1" };

  test("takes the requests with a header from the route at the same path", () => {
    expect(
      ingresses([
        { ...to("new"), matches: [canary(prefix("/a"))] },
        { ...to("old"), matches: [{ path: prefix("/a") }] },
      ]),
    ).toEqual({
      shop: { "ssl-redirect": "false", paths: ["* Prefix /a -> old"] },
      "shop-r0-canary": { "ssl-redirect": "false", ...byHeader, paths: ["* Prefix /a -> new"] },
    });
  });

  test("takes the smaller share", () => {
    expect(ingresses([split(["new", 10], ["old", 90])])).toEqual({
      shop: { "ssl-redirect": "false", paths: ["* Prefix / -> old"] },
      "shop-r0-canary": {
        "ssl-redirect": "false",
        canary: "true",
        "canary-weight": "10",
        "canary-weight-total": "100",
        paths: ["* Prefix / -> new"],
      },
    });
  });

  test.each([
    [1, 2, "34", "102"],
    [1, 999, "1", "1000"],
  ])("has shares %i to %i of at least a hundred, less than which does not count", (small, large, weight, total) => {
    expect(ingresses([split(["new", small], ["old", large])])["shop-r0-canary"]).toMatchObject({
      "canary-weight": weight,
      "canary-weight-total": total,
    });
  });

  test("takes both, and is then the service that the header asks for, whatever its share", () => {
    expect(ingresses([{ ...to("new"), matches: [canary()] }, split(["new", 3], ["old", 1])])).toEqual({
      shop: { "ssl-redirect": "false", paths: ["* Prefix / -> old"] },
      "shop-r0-canary": {
        "ssl-redirect": "false",
        ...byHeader,
        "canary-weight": "75",
        "canary-weight-total": "100",
        paths: ["* Prefix / -> new"],
      },
    });
  });

  test("stands at each path where its match comes before the main route", () => {
    expect(
      ingresses([
        { ...to("new"), hostnames: ["a.com"], matches: [canary(prefix("/a"))] },
        { ...to("old"), matches: [{ path: prefix("/") }, { path: exact("/a/b") }] },
      ]),
    ).toEqual({
      shop: {
        "ssl-redirect": "false",
        paths: [
          "a.com Prefix /a -> old",
          "a.com Exact /a/b -> old",
          "a.com Prefix / -> old",
          "* Exact /a/b -> old",
          "* Prefix / -> old",
        ],
      },
      "shop-r0-canary": {
        "ssl-redirect": "false",
        ...byHeader,
        paths: ["a.com Prefix /a -> new", "a.com Exact /a/b -> new"],
      },
    });
  });

  test("of an exact path would be for the prefix too, whose service it is", () => {
    const routes = [
      { ...to("new"), matches: [canary(exact("/a"))] },
      { ...to("old"), matches: [{ path: prefix("/a") }] },
    ];
    const [target] = readTargets(outputOf(lowerRoutes(routes).objects));
    const decision = (path: string) =>
      target?.decide({ method: "GET", url: `http://a.com${path}`, headers: [["x-canary", "1"]] });

    expect(decision("/a")).toMatchObject({ route: "r0", service: "new" });
    expect(decision("/a/b")).toMatchObject({ route: "r1", service: "new" });
    expect(errors(routes)).toEqual(["ingress-canary"]);
  });

  test("stands at no path without a main route, where the controller would forget it for all", () => {
    const routes = [
      { ...to("new"), matches: [canary(prefix("/a")), canary(prefix("/b"))] },
      { ...to("old"), matches: [{ path: prefix("/a") }] },
    ];
    expect(ingresses(routes)["shop-r0-canary"]?.paths).toEqual(["* Prefix /a -> new"]);
    expect(errors(routes)).toEqual(["ingress-header-match"]);
  });

  test("counts wherever the class leads to the service, as a warning says", () => {
    expect(
      lowerRoutes([split(["old", 90], ["new", 10])]).findings.map(({ code, severity }) => [code, severity]),
    ).toEqual([
      ["nginx-decoded-path", "warning"],
      ["nginx-canary", "warning"],
    ]);
  });

  test.each<[string, readonly Partial<Route>[], string[]]>([
    [
      "in one way is possible",
      [
        { ...split(["old", 90], ["new", 10]), matches: [{ path: prefix("/a") }] },
        { ...split(["old", 90], ["new", 10]), matches: [{ path: prefix("/b") }] },
      ],
      [],
    ],
    [
      "and not at all",
      [
        { ...split(["old", 90], ["new", 10]), matches: [{ path: prefix("/a") }] },
        { ...to("old"), matches: [{ path: prefix("/b") }] },
      ],
      ["ingress-canary"],
    ],
    [
      "in two ways",
      [
        { ...split(["old", 90], ["new", 10]), matches: [{ path: prefix("/a") }] },
        { ...split(["old", 50], ["new", 50]), matches: [{ path: prefix("/b") }] },
      ],
      ["ingress-canary", "ingress-canary"],
    ],
    [
      "to a service that has routes of its own",
      [
        { ...split(["old", 90], ["new", 10]), matches: [{ path: prefix("/a") }] },
        { ...to("new"), matches: [{ path: prefix("/b") }] },
      ],
      ["ingress-canary"],
    ],
    [
      "to the canary of another",
      [
        { ...split(["old", 90], ["new", 10]), matches: [{ path: prefix("/a") }] },
        { ...split(["other", 90], ["new", 10]), matches: [{ path: prefix("/b") }] },
      ],
      ["ingress-canary", "ingress-canary"],
    ],
  ])("that splits a service %s", (_, routes, found) => {
    expect(errors(routes)).toEqual(found);
  });

  test.each<[string, readonly Partial<Route>[]]>([
    ["where nothing takes the other requests", [{ ...to("new"), matches: [canary(prefix("/a"))] }]],
    ["to a service without a share", [{ ...to("third"), matches: [canary()] }, split(["old", 90], ["new", 10])]],
    ["to the same service", [{ ...to("old"), matches: [canary()] }, to("old")]],
    [
      "twice at one path",
      [
        { ...to("new"), matches: [canary()] },
        { ...to("newer"), matches: [{ headers: [{ name: "y", value: "1" }] }] },
        to("old"),
      ],
    ],
    [
      "to another limit of time",
      [{ ...to("new"), matches: [canary()], timeouts: { backendRequest: "5s" } }, to("old")],
    ],
    [
      "before a redirect",
      [
        { ...to("new"), matches: [canary()] },
        { backends: [], filters: [{ type: "RequestRedirect", scheme: "https" }] },
      ],
    ],
  ])("does not choose by header %s", (_, routes) => {
    expect(errors(routes)).toEqual(["ingress-header-match"]);
  });

  test.each<[string, readonly HeaderMatch[]]>([
    [
      "two headers",
      [
        { name: "x", value: "1" },
        { name: "y", value: "2" },
      ],
    ],
    ["an expression", [{ type: "RegularExpression", name: "x", value: "1" }]],
    ["a name that nginx drops", [{ name: "x_y", value: "1" }]],
    ["the host", [{ name: "Host", value: "a" }]],
    ["a value that the webhook does not take", [{ name: "x", value: "a b" }]],
  ])("does not choose by %s", (_, headers) => {
    expect(errors([{ ...to("new"), matches: [{ headers }] }, to("old")])).toEqual(["ingress-header-match"]);
  });
});

describe("what ingress-nginx has not", () => {
  const grpc = (protocol: "GRPC" | "H2C") => ({
    services: new Map([["s", { name: "s", namespace: "shop", port: 80, protocol }]]),
  });

  test.each<[string, Partial<Route>, LoweringOptions, string]>([
    ["methods", { matches: [{ method: "GET" }] }, {}, "ingress-method-match"],
    ["ranges, which it answers 403", { matches: [{ sourceRanges: ["10.0.0.0/8"] }] }, {}, "ingress-source-ranges"],
    [
      "regular expressions with case",
      { matches: [{ path: { type: "RegularExpression", value: "/a.*" } }] },
      {},
      "ingress-regular-expression",
    ],
    ["escapes", { matches: [{ path: prefix("/a%20b") }] }, {}, "ingress-escaped-path"],
    [
      "wildcards of several labels (template.go, buildServerName)",
      { hostnames: ["*.a.com"] },
      {},
      "ingress-wildcard-one-label",
    ],
    ["three shares", to("a", "b", "c"), {}, "ingress-weights"],
    [
      "rewrites of paths",
      { filters: [{ type: "URLRewrite", path: { type: "ReplaceFullPath", replaceFullPath: "/x" } }] },
      {},
      "ingress-rewrite",
    ],
    ["mirrors", { filters: [{ type: "RequestMirror", service: "t" }] }, {}, "ingress-mirror"],
    [
      "request headers",
      { filters: [{ type: "RequestHeaderModifier", set: [{ name: "x", value: "1" }] }] },
      {},
      "ingress-request-headers",
    ],
    [
      "response headers",
      { filters: [{ type: "ResponseHeaderModifier", set: [{ name: "x", value: "1" }] }] },
      {},
      "ingress-response-headers",
    ],
    ["answers", { backends: [], filters: [{ type: "FixedResponse", statusCode: 404 }] }, {}, "ingress-fixed-response"],
    ["limits of a request", { timeouts: { request: "1s" } }, {}, "ingress-request-timeout"],
    ["parts of a second", { timeouts: { backendRequest: "1500ms" } }, {}, "ingress-backend-timeout"],
    ["retries on other statuses", { retry: { codes: [501] } }, {}, "ingress-retry"],
    ["pauses between tries", { retry: { backoff: "1s" } }, {}, "ingress-retry"],
    ["HTTP/2 to services", {}, grpc("H2C"), "ingress-backend-protocol"],
    ["gRPC without TLS", {}, grpc("GRPC"), "ingress-backend-protocol"],
  ])("%s", (_, route, options, code) => {
    expect(errors([route], options)).toEqual([code]);
  });

  test("splits over services that keep clients in different ways", () => {
    const service = (name: string, more: Partial<BackendService>): [string, BackendService] => [
      name,
      { name, namespace: "shop", port: 80, protocol: "HTTP", ...more },
    ];
    const services = new Map([service("old", { sessionAffinity: { type: "Cookie" } }), service("new", {})]);

    expect(errors([split(["old", 90], ["new", 10])], { services })).toEqual(["ingress-weights"]);
  });

  test("paths of other characters, unless its webhook is told so", () => {
    const routes = [{ matches: [{ path: exact("/robots.txt") }] }, {}];

    expect(codes(lowerRoutes(routes).findings)).toEqual(["nginx-strict-path"]);
    expect(lowerRoutes(routes).findings).toContainEqual(
      expect.objectContaining({ code: "nginx-strict-path", severity: "warning", route: 0, at: "matches[0].path" }),
    );
  });

  test("encoded paths, as one warning says", () => {
    expect(lowerRoutes([{}, { hostnames: ["a.com"] }]).findings.map(({ code, route }) => [code, route])).toEqual([
      ["nginx-decoded-path", undefined],
    ]);
    expect(lowerRoutes([]).findings).toEqual([]);
  });
});

describe("what ingress-nginx keeps of a service", () => {
  test.each<[string, Partial<Service>, string[]]>([
    ["nothing to keep", {}, ["balancing"]],
    ["a cookie", { sessionAffinity: { type: "Cookie" } }, ["balancing", "sessionAffinity"]],
    ["the client's address", { sessionAffinity: { type: "SourceIP" } }, ["balancing", "sessionAffinity"]],
    ["not for a time", { sessionAffinity: { type: "SourceIP", ttl: "1h" } }, ["balancing"]],
    ["a hash by the client's address", { balancing: { algorithm: "SourceHash" } }, ["balancing"]],
    ["a hash by a query parameter", { balancing: { algorithm: "ConsistentHash", key: "query:q" } }, ["balancing"]],
    ["a hash by a cookie", { balancing: { algorithm: "ConsistentHash", key: "cookie:c" } }, ["balancing"]],
    ["a hash by the path", { balancing: { algorithm: "ConsistentHash", key: "path" } }, ["balancing"]],
    ["no hash by a name that is no variable's", { balancing: { algorithm: "ConsistentHash", key: "cookie:a-b" } }, []],
    ["not the fewest connections", { balancing: { algorithm: "LeastConnections" } }, []],
    [
      "a cookie rather than a hash",
      { balancing: { algorithm: "SourceHash" }, sessionAffinity: { type: "Cookie" } },
      ["sessionAffinity"],
    ],
    ["nothing of TCP", { protocol: "TCP" }, []],
  ])("%s", (_, service, expressed) => {
    const hints = serviceHints({ service: { name: "s", ...service }, port: 80, selector: { app: "s" } });

    expect(hints).toEqual({ annotations: {}, expressed });
  });
});

test("what is refused in one form is not sent to the class that has it in another", () => {
  const rewritten: Partial<Route> = {
    filters: [{ type: "URLRewrite", path: { type: "ReplaceFullPath", replaceFullPath: "/x" } }],
  };
  const refusal = lowerRoutes([rewritten]).findings.find(({ code }) => code === "ingress-rewrite");
  expect(refusal?.remedy).toMatch(
    /^choose a class that can \(traefik, haproxy, aws-load-balancer-controller\), or accept /,
  );
});
