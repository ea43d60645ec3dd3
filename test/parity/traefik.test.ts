import { readTargets, type Target } from "../../lib/parity";
import type { Decision, DecisionRequest } from "../../lib/routing";
import { get } from "./support/alb-stack";
import { type IngressSpec, ingressStack, manifest } from "./support/ingress-stack";

const API = "traefik.io/v1alpha1";

interface RouteSpec {
  readonly match: string;
  readonly service?: string;
  readonly priority?: number;
  readonly middlewares?: readonly string[];
  readonly services?: readonly object[];
}

function only(targets: readonly Target[]): Target {
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0) throw new Error(`one target was expected, not ${targets.length}`);
  return target;
}

/** A controller with one IngressRoute, and Middlewares by name. */
function traefik(
  routes: readonly RouteSpec[],
  middlewares: Readonly<Record<string, object>> = {},
  tls?: object,
): Target {
  const spec = {
    ...(tls === undefined ? {} : { tls }),
    routes: routes.map(({ match, service = "s", priority, middlewares: names = [], services }) => ({
      kind: "Rule",
      match,
      ...(priority === undefined ? {} : { priority }),
      middlewares: names.map((name) => ({ name })),
      services: services ?? [{ name: service, port: 80 }],
    })),
  };
  const manifests = Object.entries(middlewares).map(([name, body]) => [
    name,
    manifest(API, "Middleware", name, { ...body }),
  ]);
  return only(
    readTargets({
      resource: {
        kubernetes_manifest: { route: manifest(API, "IngressRoute", "shop", spec), ...Object.fromEntries(manifests) },
      },
    }),
  );
}

function fits(match: string, request: DecisionRequest): boolean {
  return traefik([{ match }]).decide(request).service === "s";
}

const RULES_PAGE = "Traefik documentation, HTTP routers, Rules & Priority";

const MATCHER_CASES: readonly [match: string, fits: readonly DecisionRequest[], fitsNot: readonly DecisionRequest[]][] =
  [
    [
      "Header(`Content-Type`, `application/yaml`)",
      [get("http://a.com/", [["content-type", "application/yaml"]])],
      [get("http://a.com/", [["content-type", "application/YAML"]]), get("http://a.com/")],
    ],
    [
      "HeaderRegexp(`Content-Type`, `^application/(json|yaml)$`)",
      [get("http://a.com/", [["content-type", "application/json"]])],
      [get("http://a.com/", [["content-type", "application/xml"]])],
    ],
    [
      "Host(`example.com`)",
      [get("http://Example.com:8080/"), get("http://example.com./")],
      [get("http://www.example.com/")],
    ],
    [
      "Host(`*.example.com`)",
      [get("http://foo.example.com/")],
      [get("http://foo.bar.example.com/"), get("http://example.com/")],
    ],
    [
      "HostRegexp(`^.+\\.example\\.com$`)",
      [get("http://foo.example.com/"), get("http://foo.bar.example.com/")],
      [get("http://example.com/"), get("http://foo.example.com./")],
    ],
    ["HostRegexp(`example`)", [get("http://my.example.org/")], [get("http://a.com/")]],
    ["Method(`OPTIONS`)", [{ method: "OPTIONS", url: "http://a.com/" }], [get("http://a.com/")]],
    [
      "Path(`/products`)",
      [get("http://a.com/products")],
      [get("http://a.com/products/shoes"), get("http://a.com/products/")],
    ],
    [
      "PathPrefix(`/products`)",
      ["/products", "/products/shoes", "/products/", "/products-for-sale"].map((path) => get(`http://a.com${path}`)),
      [get("http://a.com/Products")],
    ],
    [
      "PathRegexp(`^/products/(shoes|socks)/[0-9]+$`)",
      [get("http://a.com/products/shoes/31")],
      [get("http://a.com/products/shoes/x")],
    ],
    ["PathRegexp(`\\.(jpeg|jpg|png)$`)", [get("http://a.com/a/b.png")], [get("http://a.com/a.png/b")]],
    ["PathRegexp(`(?i)^/products`)", [get("http://a.com/PRODUCTS-x")], [get("http://a.com/x")]],
    ["Query(`mobile`, `true`)", [get("http://a.com/search?mobile=true")], [get("http://a.com/search?mobile=yes")]],
    ["Query(`mobile`)", [get("http://a.com/search?mobile")], [get("http://a.com/search?mobile=true")]],
    [
      "QueryRegexp(`mobile`, `^.*$`)",
      [get("http://a.com/?mobile="), get("http://a.com/?mobile=x")],
      [get("http://a.com/")],
    ],
    ["ClientIP(`10.76.105.11`)", [{ ...get("http://a.com/"), sourceIp: "10.76.105.11" }], [get("http://a.com/")]],
    [
      "ClientIP(`192.168.1.0/24`)",
      [{ ...get("http://a.com/"), sourceIp: "192.168.1.7" }],
      [{ ...get("http://a.com/", [["x-forwarded-for", "192.168.1.7"]]), sourceIp: "10.0.0.1" }],
    ],
    ["ClientIP(`::1`)", [{ ...get("http://a.com/"), sourceIp: "::1" }], [get("http://a.com/")]],
  ];

describe(RULES_PAGE, () => {
  test.each(MATCHER_CASES)("%s", (match, fitting, others) => {
    for (const request of fitting) expect([request, fits(match, request)]).toEqual([request, true]);
    for (const request of others) expect([request, fits(match, request)]).toEqual([request, false]);
  });

  // pkg/muxer/http/matcher.go: any of the values of a repeated field or parameter.
  test("any value of a repeated field or parameter will do", () => {
    const repeated = get("http://a.com/?q=1&q=2", [
      ["x", "1"],
      ["x", "2"],
    ]);
    expect([fits("Query(`q`, `2`)", repeated), fits("Header(`X`, `2`)", repeated)]).toEqual([true, true]);
  });

  // net/url, ParseQuery.
  test("a query is read as Go does: + is a space, what has ; or a bad escape is left out", () => {
    expect(fits("Query(`q`, `a b`)", get("http://a.com/?q=a+b"))).toBe(true);
    expect(fits("Query(`q`, `+`)", get("http://a.com/?q=%2B"))).toBe(true);
    expect(fits("QueryRegexp(`q`, `.*`)", get("http://a.com/?q=a;b"))).toBe(false);
    expect(fits("QueryRegexp(`q`, `.*`)", get("http://a.com/?q=%zz"))).toBe(false);
  });

  // pkg/muxer/http/mux_test.go, TestRoutingPath.
  test.each([
    ["/foo%20bar", "/foo bar"],
    ["/foo%2Fbar", "/foo%2Fbar"],
    ["/foo%20bar%2Fbaz%23qux", "/foo bar%2Fbaz%23qux"],
    ["/caf%C3%A9", "/café"],
  ])("the path of %s is matched as %s", (path, matched) => {
    expect(fits(`Path(\`${matched}\`)`, get(`http://a.com${path}`))).toBe(true);
  });

  test.each([
    ["Host(`a.com`) && (Path(`/a`) || Path(`/b`))", "/b", true],
    ["Host(`b.com`) || Host(`a.com`) && Path(`/a`)", "/a", true],
    ["Host(`b.com`) || Host(`a.com`) && Path(`/a`)", "/b", false],
    ["!Path(`/a`) && !(Host(`b.com`) || Path(`/c`))", "/b", true],
    ['Path("/a\\"b") || Path("/b")', "/b", true],
  ])("operators: %s on %s", (match, path, expected) => {
    expect(fits(match, get(`http://a.com${path}`))).toBe(expected);
  });

  test.each(["Host(`a`", "Host(a)", "Host(`a`) Path(`/`)", "Nothing(`a`)", ""])("%s is no rule", (match) => {
    expect(() => traefik([{ match }])).toThrow(SyntaxError);
  });

  test("the highest priority is tried first; by default it is the length of the rule", () => {
    const routes: RouteSpec[] = [
      { match: "PathPrefix(`/`)", service: "short" },
      { match: "PathPrefix(`/a`)", service: "long" },
      { match: "PathPrefix(`/b`)", service: "low", priority: 1 },
      { match: "PathPrefix(`/c`)", service: "high", priority: 100 },
    ];
    const service = (path: string) => traefik(routes).decide(get(`http://a.com${path}`)).service;
    expect(["/a", "/b", "/c", "/d"].map(service)).toEqual(["long", "short", "high", "short"]);
  });

  test("no router: 404", () => {
    expect(traefik([{ match: "Host(`a.com`)" }]).decide(get("http://b.com/x"))).toMatchObject({
      status: 404,
      path: "/x",
    });
  });

  // Traefik documentation, HTTP routers, TLS: a router with a TLS section takes HTTPS alone, one without it HTTP alone.
  test("a router with a TLS section takes HTTPS alone", () => {
    const secure = traefik([{ match: "Host(`a.com`)" }], {}, {});
    expect([secure.decide(get("https://a.com/")).service, secure.decide(get("http://a.com/")).status]).toEqual([
      "s",
      404,
    ]);
  });
});

describe("Traefik documentation, HTTP middlewares", () => {
  const CASES: readonly [name: string, middleware: object, request: DecisionRequest, expected: Partial<Decision>][] = [
    ["AddPrefix", { addPrefix: { prefix: "/foo" } }, get("http://a.com/bar?q"), { path: "/foo/bar?q" }],
    [
      "StripPrefix",
      { stripPrefix: { prefixes: ["/foobar", "/fiibar"] } },
      get("http://a.com/fiibar/x"),
      { path: "/x" },
    ],
    ["StripPrefix, all of it", { stripPrefix: { prefixes: ["/foo"] } }, get("http://a.com/foo"), { path: "/" }],
    [
      "StripPrefix, inside a word",
      { stripPrefix: { prefixes: ["/foo"] } },
      get("http://a.com/foobar"),
      { path: "/bar" },
    ],
    ["StripPrefix, another path", { stripPrefix: { prefixes: ["/foo"] } }, get("http://a.com/x"), { path: "/x" }],
    [
      "StripPrefixRegex",
      { stripPrefixRegex: { regex: ["/foo/[a-z0-9]+/[0-9]+/"] } },
      get("http://a.com/foo/abc/123/products"),
      { path: "/products" },
    ],
    ["ReplacePath", { replacePath: { path: "/foo" } }, get("http://a.com/a/b?q=1"), { path: "/foo?q=1" }],
    [
      "ReplacePathRegex",
      { replacePathRegex: { regex: "^/foo/(.*)", replacement: "/bar/$1" } },
      get("http://a.com/foo/x?q=1"),
      { path: "/bar/x?q=1" },
    ],
    [
      "ReplacePathRegex reads $1x as the group named 1x, as Go does",
      { replacePathRegex: { regex: "^/(.*)", replacement: "/$1x/${1}y/$$" } },
      get("http://a.com/a"),
      { path: "//ay/$" },
    ],
    [
      "Headers may set the Host",
      { headers: { customRequestHeaders: { Host: "internal.example", "x-a": "b" } } },
      get("http://a.com/a"),
      { host: "internal.example", path: "/a" },
    ],
    [
      "RedirectScheme",
      { redirectScheme: { scheme: "https", permanent: true } },
      get("http://a.com:8080/a?b=c"),
      { status: 301, location: "https://a.com/a?b=c", service: null },
    ],
    [
      "RedirectScheme with a port",
      { redirectScheme: { scheme: "https", port: "8443" } },
      get("http://a.com/a"),
      { status: 302, location: "https://a.com:8443/a" },
    ],
    [
      "RedirectScheme where nothing would change",
      { redirectScheme: { scheme: "http", port: "80" } },
      get("http://a.com/a"),
      { status: null, service: "s" },
    ],
    [
      "RedirectRegex",
      { redirectRegex: { regex: "^http://localhost/(.*)", replacement: "http://mydomain/${1}" } },
      get("http://localhost/a?b=c"),
      { status: 302, location: "http://mydomain/a?b=c" },
    ],
    [
      "RedirectRegex that does not fit",
      { redirectRegex: { regex: "^http://localhost/(.*)", replacement: "http://mydomain/${1}" } },
      get("http://a.com/a"),
      { status: null, service: "s" },
    ],
    [
      "redirects of methods other than GET keep the method",
      { redirectScheme: { scheme: "https", permanent: true } },
      { method: "POST", url: "http://a.com/a" },
      { status: 308 },
    ],
    ["those that do not bear on routing change nothing", { compress: {} }, get("http://a.com/a"), { path: "/a" }],
  ];

  test.each(CASES)("%s", (_, middleware, request, expected) => {
    const target = traefik([{ match: "PathPrefix(`/`)", middlewares: ["m"] }], { m: middleware });
    expect(target.decide(request)).toMatchObject(expected);
  });

  test("are applied in the order of the list, until one answers", () => {
    const target = traefik([{ match: "PathPrefix(`/`)", middlewares: ["strip", "add", "redirect", "never"] }], {
      add: { addPrefix: { prefix: "/v1" } },
      strip: { stripPrefix: { prefixes: ["/a"] } },
      redirect: { redirectScheme: { scheme: "https" } },
      never: { redirectScheme: { scheme: "https", port: "1" } },
    });
    expect(target.decide(get("http://a.com/a/b"))).toMatchObject({
      status: 302,
      location: "https://a.com/v1/b",
      path: "/a/b",
    });
  });

  test("must be in the output to be understood", () => {
    expect(() => traefik([{ match: "PathPrefix(`/`)", middlewares: ["m"] }])).toThrow(
      'the Traefik Middleware "shop/m" is not in the output',
    );
  });
});

describe("Traefik documentation, IngressRoute and TraefikService", () => {
  test("several services share requests by weight", () => {
    const services = [
      { name: "blue", port: 80, weight: 1 },
      { name: "green", port: 80, weight: 3 },
    ];
    expect(traefik([{ match: "PathPrefix(`/`)", services }]).decide(get("http://a.com/"))).toMatchObject({
      service: "green",
      backends: [
        { service: "blue", share: 0.25 },
        { service: "green", share: 0.75 },
      ],
    });
  });

  test("a TraefikService splits, or mirrors", () => {
    const spec = {
      routes: [{ kind: "Rule", match: "PathPrefix(`/`)", services: [{ name: "main", kind: "TraefikService" }] }],
    };
    const split = {
      weighted: {
        services: [
          { name: "a", weight: 1 },
          { name: "mirrored", kind: "TraefikService", weight: 1 },
        ],
      },
    };
    const mirrored = { mirroring: { name: "b", port: 80, mirrors: [{ name: "c", percent: 10 }] } };
    const target = only(
      readTargets({
        resource: {
          kubernetes_manifest: {
            route: manifest(API, "IngressRoute", "shop", spec),
            main: manifest(API, "TraefikService", "main", split),
            mirrored: manifest(API, "TraefikService", "mirrored", mirrored),
          },
        },
      }),
    );
    expect(target.decide(get("http://a.com/")).backends).toEqual([
      { service: "a", weight: 0.5, share: 0.5 },
      { service: "b", weight: 0.5, share: 0.5 },
    ]);
  });

  // pkg/server/service/internalhandler.go.
  test("noop@internal is Traefik's own, and answers 418", () => {
    const services = [{ kind: "TraefikService", name: "noop@internal" }];
    expect(traefik([{ match: "PathPrefix(`/`)", services }]).decide(get("http://a.com/"))).toMatchObject({
      service: null,
      status: 418,
    });
  });

  // Kubernetes providers, allowEmptyServices: false by default.
  test("a service without endpoints makes no router", () => {
    const routes = [
      { match: "Path(`/a`)", services: [{ name: "empty", port: 80 }] },
      { match: "PathPrefix(`/`)", services: [{ name: "s", port: 80 }] },
    ];
    const stack = {
      resource: {
        kubernetes_manifest: { r: manifest(API, "IngressRoute", "shop", { routes }) },
        kubernetes_service_v1: { empty: { metadata: { name: "empty", namespace: "shop" }, spec: {} } },
      },
    };
    expect(only(readTargets(stack)).decide(get("http://a.com/a"))).toMatchObject({ service: "s", status: null });
  });

  test("routes are named by the object's annotation, in the order of its rules", () => {
    const spec = { routes: ["/a", "/b"].map((path) => ({ match: `Path(\`${path}\`)`, services: [{ name: "s" }] })) };
    const marks = { "portico/router": "shop", "portico/routes": "first,second" };
    const stack = { resource: { kubernetes_manifest: { r: manifest(API, "IngressRoute", "shop", spec, marks) } } };
    expect(only(readTargets(stack)).decide(get("http://a.com/b"))).toMatchObject({ router: "shop", route: "second" });
  });
});

describe("Traefik documentation, Kubernetes Ingress", () => {
  const decide = (ingress: IngressSpec, url: string) =>
    only(readTargets(ingressStack({ shop: { className: "traefik", ...ingress } }))).decide(get(url));

  // Provider option strictPrefixMatching, false by default: a prefix of characters, not of elements.
  test("Prefix is one of characters", () => {
    const rules = [{ paths: [["Prefix", "/foo", "s"] as const] }];
    expect([decide({ rules }, "http://a.com/foobar").service, decide({ rules }, "http://a.com/fo").service]).toEqual([
      "s",
      null,
    ]);
  });

  test("the longest rule is tried first, and a host falls through to rules without one", () => {
    const rules = [
      { host: "a.com", paths: [["Exact", "/x", "exact"] as const] },
      { paths: [["Prefix", "/", "any"] as const] },
    ];
    expect([decide({ rules }, "http://a.com/x").service, decide({ rules }, "http://a.com/y").service]).toEqual([
      "exact",
      "any",
    ]);
  });

  test("a wildcard host is one label; the default backend comes last", () => {
    const rules = [{ host: "*.a.com", paths: [["Prefix", "/", "wild"] as const] }];
    const services = ["b.a.com", "c.b.a.com", "a.com"].map(
      (host) => decide({ rules, defaultBackend: "rest" }, `http://${host}/`).service,
    );
    expect(services).toEqual(["wild", "rest", "rest"]);
  });

  test("annotations give priority, path matcher and middlewares", () => {
    const annotations = {
      "traefik.ingress.kubernetes.io/router.priority": "42",
      "traefik.ingress.kubernetes.io/router.pathmatcher": "Path",
      "traefik.ingress.kubernetes.io/router.middlewares": "shop-strip@kubernetescrd",
    };
    const paths = [["ImplementationSpecific", "/foo", "s"] as const];
    const target = only(
      readTargets(
        ingressStack(
          { shop: { className: "traefik", annotations, rules: [{ paths }] } },
          { kubernetes_manifest: { m: manifest(API, "Middleware", "strip", { stripPrefix: { prefixes: ["/foo"] } }) } },
        ),
      ),
    );
    expect(target.decide(get("http://a.com/foo"))).toMatchObject({ service: "s", path: "/" });
    expect(target.decide(get("http://a.com/foo/x"))).toMatchObject({ status: 404 });
    expect(target.describe()[0]).toContain("priority 42");
  });

  test("the class may have any name where the IngressClass says whose it is", () => {
    const stack = ingressStack(
      { shop: { className: "edge", rules: [{ paths: [["Prefix", "/foo", "s"]] }] } },
      {
        kubernetes_ingress_class_v1: {
          edge: { metadata: { name: "edge" }, spec: { controller: "traefik.io/ingress-controller" } },
        },
      },
    );
    expect(only(readTargets(stack)).name).toBe("Traefik");
  });
});
