import { ImportError, importSetup } from "../../lib/import";
import { compileMatcher, decide } from "../../lib/routing";
import { type Route, type Service, validateTopology } from "../../lib/topology";

interface Written {
  readonly name?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly path?: string;
  readonly pathType?: string;
  readonly service?: string;
  readonly tls?: string;
}

function ingress({
  name = "shop",
  annotations = {},
  host = "shop.com",
  path = "/",
  service = "web",
  ...more
}: Written) {
  const { pathType = "Prefix", tls } = more;
  const prefixed = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
  return {
    kind: "Ingress",
    metadata: { name, annotations: Object.fromEntries(prefixed) },
    spec: {
      ...(tls === undefined ? {} : { tls: [{ hosts: [tls], secretName: "cert" }] }),
      rules: [
        { host, http: { paths: [{ path, pathType, backend: { service: { name: service, port: { number: 80 } } } }] } },
      ],
    },
  };
}

function imported(...objects: readonly object[]) {
  return importSetup("ingress", objects.map((object) => JSON.stringify(object)).join("\n---\n"));
}

function routes(...objects: readonly object[]): readonly Route[] {
  return imported(...objects).topology.routers?.[0]?.routes ?? [];
}

describe("a path", () => {
  test.each<[what: string, written: Written, route: Partial<Route>]>([
    ["a prefix", { path: "/a/" }, { matches: [{ path: { type: "PathPrefix", value: "/a" } }] }],
    ["exact", { path: "/a/", pathType: "Exact" }, { matches: [{ path: { type: "Exact", value: "/a/" } }] }],
    [
      "as the controller pleases, which is a prefix",
      { path: "/a", pathType: "ImplementationSpecific" },
      { matches: [{ path: { type: "PathPrefix", value: "/a" } }] },
    ],
    [
      "an expression",
      { path: "/a/[0-9]+", pathType: "ImplementationSpecific", annotations: { "use-regex": "true" } },
      { matches: [{ path: { type: "RegularExpression", value: "(?i)/a/[0-9]+.*" } }] },
    ],
    [
      "one that is taken away",
      { path: "/a(/|$)(.*)", pathType: "ImplementationSpecific", annotations: { "rewrite-target": "/$2" } },
      {
        matches: [{ path: { type: "PathPrefix", value: "/a" } }],
        filters: [{ type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } }],
      },
    ],
    [
      "one that is replaced by another",
      { path: "/a/(.*)", pathType: "ImplementationSpecific", annotations: { "rewrite-target": "/b/$1" } },
      {
        matches: [{ path: { type: "PathPrefix", value: "/a" } }],
        filters: [{ type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/b" } }],
      },
    ],
    [
      "one in whose place the target is put whole",
      { path: "/a", annotations: { "rewrite-target": "/b", "upstream-vhost": "in.com" } },
      {
        filters: [{ type: "URLRewrite", hostname: "in.com", path: { type: "ReplaceFullPath", replaceFullPath: "/b" } }],
      },
    ],
  ])("%s", (_what, written, route) => {
    expect(routes(ingress(written))).toEqual([expect.objectContaining(route)]);
  });

  test("one that RE2 cannot read is left out, and said", () => {
    const written = { path: "/(a)\\1", pathType: "ImplementationSpecific", annotations: { "use-regex": "true" } };
    const { topology, remarks } = imported(ingress({ name: "other" }), ingress(written));
    expect(topology.routers?.[0]?.routes.map(({ name }) => name)).toEqual(["other"]);
    expect(remarks.map(({ code }) => code)).toEqual(["import-rewrite"]);
  });
});

test.each<[what: string, annotations: Readonly<Record<string, string>>, route: Partial<Route>]>([
  [
    "a redirect",
    { "permanent-redirect": "https://new.com:8443/x" },
    {
      filters: [
        {
          type: "RequestRedirect",
          scheme: "https",
          hostname: "new.com",
          port: 8443,
          path: { type: "ReplaceFullPath", replaceFullPath: "/x" },
          statusCode: 301,
        },
      ],
    },
  ],
  [
    "a redirect for now",
    { "temporal-redirect": "http://new.com", "temporal-redirect-code": "307" },
    { filters: [expect.objectContaining({ scheme: "http", hostname: "new.com", statusCode: 307 })] },
  ],
  ["a timeout", { "proxy-read-timeout": "10" }, { timeouts: { backendRequest: "10s" } }],
  ["tries, of which the first is none more", { "proxy-next-upstream-tries": "3" }, { retry: { attempts: 2 } }],
])("annotations: %s", (_what, annotations, route) => {
  expect(routes(ingress({ annotations }))).toEqual([expect.objectContaining(route)]);
});

test.each<[what: string, annotations: Readonly<Record<string, string>>, service: Partial<Service>]>([
  [
    "a cookie",
    { affinity: "cookie", "session-cookie-name": "S", "session-cookie-max-age": "60" },
    { sessionAffinity: { type: "Cookie", cookieName: "S", ttl: "60s" } },
  ],
  [
    "a hash",
    { "upstream-hash-by": "$http_x_user" },
    { balancing: { algorithm: "ConsistentHash", key: "header:x-user" } },
  ],
  ["gRPC", { "backend-protocol": "GRPC" }, { protocol: "GRPC" }],
])("annotations about services: %s", (_what, annotations, service) => {
  expect(imported(ingress({ annotations })).topology.services).toEqual([{ name: "web", ...service }]);
});

describe("a canary", () => {
  const canary = (annotations: Readonly<Record<string, string>>) =>
    ingress({ name: "canary", service: "next", annotations: { canary: "true", ...annotations } });

  test("by weight takes its share of the route that it repeats", () => {
    expect(routes(ingress({}), canary({ "canary-weight": "5", "canary-weight-total": "50" }))).toEqual([
      expect.objectContaining({
        name: "shop",
        backends: [
          { service: "web", weight: 90 },
          { service: "next", weight: 10 },
        ],
      }),
    ]);
  });

  test.each<[what: string, annotations: Readonly<Record<string, string>>, header: [string, string], service: string]>([
    ["header", { "canary-by-header": "x-canary" }, ["x-canary", "always"], "next"],
    ["another value", { "canary-by-header": "x-canary" }, ["x-canary", "1"], "web"],
    ["header and value", { "canary-by-header": "x-v", "canary-by-header-value": "2" }, ["x-v", "2"], "next"],
    ["cookie", { "canary-by-cookie": "beta" }, ["cookie", "a=1; beta=always; b=2"], "next"],
    ["another cookie", { "canary-by-cookie": "beta" }, ["cookie", "notbeta=always"], "web"],
  ])("by %s", (_what, annotations, header, service) => {
    const { topology } = imported(ingress({}), canary(annotations));
    const request = { method: "GET", url: "http://shop.com/x", headers: [header] };
    expect(decide(topology, request, { createMatcher: compileMatcher }).service).toBe(service);
  });

  test("of nothing is said", () => {
    const { remarks } = imported(ingress({ host: "other.com" }), canary({ "canary-weight": "5" }));
    expect(remarks.map(({ code }) => code)).toEqual(["import-canary"]);
  });
});

describe("TLS", () => {
  const answer = (objects: readonly object[], url: string) =>
    decide(imported(...objects).topology, { method: "GET", url, headers: [] }, { createMatcher: compileMatcher });

  test("leads plain HTTP to HTTPS by a route of a name that no Ingress has", () => {
    const { topology } = imported(ingress({ tls: "shop.com" }), ingress({ name: "to-https", host: "plain.com" }));
    expect(topology.routers?.[1]?.routes.map(({ name }) => name)).toEqual(["to-https-2", "to-https"]);
    expect(validateTopology(topology)).toEqual([]);
  });

  test("leads plain HTTP to HTTPS, unless told not to", () => {
    expect(answer([ingress({ tls: "shop.com" })], "http://shop.com/x")).toMatchObject({ status: 308 });
    expect(answer([ingress({ tls: "shop.com" })], "https://shop.com/x")).toMatchObject({ service: "web" });
    const off = ingress({ tls: "shop.com", annotations: { "ssl-redirect": "false" } });
    expect(answer([off], "http://shop.com/x")).toMatchObject({ service: "web" });
  });

  test("of one host leaves the others as they are", () => {
    const both = [ingress({ tls: "shop.com" }), ingress({ name: "plain", host: "plain.com" })];
    expect(answer(both, "http://shop.com/x")).toMatchObject({ status: 308 });
    expect(answer(both, "http://plain.com/x")).toMatchObject({ service: "web" });
  });
});

describe("a service", () => {
  const service = (spec: object) => ({ kind: "Service", metadata: { name: "web" }, spec });

  test("has the pods and the port that its Service says", () => {
    const { members, ports } = imported(
      ingress({}),
      service({ selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] }),
    );
    expect(members.get("web")).toEqual({ type: "selector", labels: { app: "web" } });
    expect(ports.get("web")).toBe(8080);
  });

  test("whose port only its pods know is said", () => {
    const { ports, remarks } = imported(ingress({}), service({ ports: [{ port: 80, targetPort: "http" }] }));
    expect(ports.get("web")).toBe(80);
    expect(remarks.map(({ code }) => code)).toEqual(["import-target-port"]);
  });

  test("without its Service is asked for", () => {
    expect(imported(ingress({})).members.get("web")).toEqual({ type: "given" });
  });
});

test("an Ingress of a version before v1 leads to the same", () => {
  const backend = { serviceName: "web", servicePort: 8080 };
  const old = {
    kind: "Ingress",
    metadata: { name: "old" },
    spec: { rules: [{ http: { paths: [{ path: "/a", backend }] } }] },
  };
  const { topology, ports } = imported({ ...old, apiVersion: "extensions/v1beta1" });
  expect(topology.routers?.[0]?.routes).toEqual([
    { name: "old", matches: [{ path: { type: "PathPrefix", value: "/a" } }], backends: [{ service: "web" }] },
  ]);
  expect(ports.get("web")).toBe(8080);
});

test("an annotation that is not carried over is said", () => {
  const { remarks } = imported(ingress({ annotations: { "enable-modsecurity": "true" } }));
  expect(remarks).toEqual([
    expect.objectContaining({
      code: "import-annotation",
      path: 'Ingress shop metadata.annotations["nginx.ingress.kubernetes.io/enable-modsecurity"]',
    }),
  ]);
});

test("a file without an Ingress is refused", () => {
  expect(() => importSetup("ingress", "kind: Service")).toThrow(ImportError);
});
