import { compareSync } from "bcryptjs";
import { importSetup } from "../../lib/import";
import { type Filter, type Route, validateTopology } from "../../lib/topology";

interface Written {
  readonly name?: string;
  readonly host?: string;
  readonly path?: string;
}

type Annotations = Readonly<Record<string, string>>;

function ingress(annotations: Annotations, { name = "shop", host = "shop.com", path = "/" }: Written = {}) {
  const prefixed = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
  const backend = { service: { name: "web", port: { number: 80 } } };
  return {
    kind: "Ingress",
    metadata: { name, namespace: "own", annotations: Object.fromEntries(prefixed) },
    spec: { rules: [{ host, http: { paths: [{ path, pathType: "ImplementationSpecific", backend }] } }] },
  };
}

function secret(entries: Annotations, name = "users", namespace = "own") {
  const data = Object.entries(entries).map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
  return { kind: "Secret", metadata: { name, namespace }, data: Object.fromEntries(data) };
}

function imported(...objects: readonly object[]) {
  const result = importSetup("ingress", objects.map((object) => JSON.stringify(object)).join("\n---\n"));
  expect(validateTopology(result.topology).filter(({ severity }) => severity === "error")).toEqual([]);
  const routes: readonly Route[] = result.topology.routers?.[0]?.routes ?? [];
  const codes = result.remarks.map(({ code }) => code);
  return { ...result, routes, filters: routes[0]?.filters ?? [], codes };
}

const CLOSED = expect.objectContaining({ type: "FixedResponse", statusCode: 403 });
const APR1 = "$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/";

describe("annotations that mean what a filter means", () => {
  test.each<[what: string, annotations: Annotations, filters: readonly Partial<Filter>[], codes: readonly string[]]>([
    [
      "who may come",
      { "whitelist-source-range": "10.0.0.0/8, 192.0.2.7", "denylist-source-range": "10.66.1.2/16,2001:db8::1" },
      [
        {
          type: "IPAccess",
          allow: ["10.0.0.0/8", "192.0.2.7/32"],
          deny: ["10.66.0.0/16", "2001:db8::1/128"],
        },
      ],
      ["import-ip-access"],
    ],
    [
      "the newer name of the same",
      { "allowlist-source-range": "10.0.0.0/8" },
      [{ type: "IPAccess", allow: ["10.0.0.0/8"] }],
      ["import-ip-access"],
    ],
    [
      "requests each second, and the burst that the controller adds",
      { "limit-rps": "10" },
      [{ type: "RateLimit", requests: 10, interval: "1s", burst: 51 }],
      ["import-rate-limit"],
    ],
    [
      "requests each minute, with a burst of its own",
      { "limit-rpm": "30", "limit-burst-multiplier": "2" },
      [{ type: "RateLimit", requests: 30, interval: "1m", burst: 61 }],
      ["import-rate-limit"],
    ],
    [
      "two limits: nothing that one of them refused",
      { "limit-rps": "10", "limit-rpm": "60" },
      [{ type: "RateLimit", requests: 60, interval: "1m", burst: 51 }],
      ["import-rate-limit"],
    ],
    ["a limit of none", { "limit-rps": "0", "limit-rpm": "many" }, [], []],
    ["a body's length", { "proxy-body-size": "8m" }, [{ type: "MaxBodySize", bytes: 8_388_608 }], []],
    ["a body of any length", { "proxy-body-size": "0" }, [], []],
    [
      "origins",
      {
        "enable-cors": "true",
        "cors-allow-origin": "https://a.com, http://b.com:8080",
        "cors-allow-methods": "PUT, GET",
        "cors-allow-headers": "X-A, *",
        "cors-expose-headers": "X-B",
        "cors-max-age": "600",
      },
      [
        {
          type: "CORS",
          allowOrigins: ["https://a.com", "http://b.com:8080"],
          allowMethods: ["PUT", "GET"],
          allowHeaders: ["X-A"],
          exposeHeaders: ["X-B"],
          allowCredentials: true,
          maxAge: 600,
        },
      ],
      [],
    ],
    ["origins that are switched off", { "cors-allow-origin": "https://a.com" }, [], []],
    [
      "a Service that says who may pass",
      {
        "auth-url": "http://auth.other.svc.cluster.local:4180/check?x=1",
        "auth-response-headers": "X-User,X-Groups",
        "auth-method": "get",
      },
      [
        {
          type: "ForwardAuth",
          service: "auth",
          path: "/check?x=1",
          requestHeaders: ["authorization", "cookie"],
          responseHeaders: ["X-User", "X-Groups"],
        },
      ],
      ["import-forward-auth"],
    ],
    [
      "a Service that gets copies",
      { "mirror-target": "http://shadow.own.svc$request_uri" },
      [{ type: "RequestMirror", service: "shadow" }],
      [],
    ],
    [
      "errors whose bodies nobody sees",
      { "custom-http-errors": "404,503" },
      [
        {
          type: "ErrorPages",
          pages: [
            { statuses: ["404"], contentType: "text/plain", body: "404 Not Found" },
            { statuses: ["503"], contentType: "text/plain", body: "503 Service Unavailable" },
          ],
        },
      ],
      ["import-error-pages"],
    ],
  ])("%s", (_what, annotations, filters, codes) => {
    const result = imported(ingress(annotations));
    expect(result.filters).toEqual(filters);
    expect(result.codes).toEqual(codes);
    expect(result.routes[0]?.backends).toEqual([{ service: "web" }]);
  });
});

test("pages of every origin get no credentials, which the controller's answer did not give them either", () => {
  const { filters } = imported(ingress({ "enable-cors": "true" }));
  expect(filters).toEqual([expect.not.objectContaining({ allowCredentials: expect.anything() })]);
  expect(filters).toEqual([expect.objectContaining({ allowOrigins: ["*"] })]);
});

test("a wildcard of one label does not become one of several", () => {
  const origins = "https://*.a.com, https://b.com";
  const { filters, codes } = imported(ingress({ "enable-cors": "true", "cors-allow-origin": origins }));
  expect(filters).toEqual([expect.objectContaining({ allowOrigins: ["https://b.com"] })]);
  expect(codes).toEqual(["import-cors"]);
  expect(imported(ingress({ "enable-cors": "true", "cors-allow-origin": "https://*.a.com" })).filters).toEqual([]);
});

describe("a password", () => {
  const asks = { "auth-type": "basic", "auth-secret": "users", "auth-realm": "Staff" };

  test("is asked for by the users of the Secret, which are in a file alone", () => {
    const text = `# staff\nann:${APR1}\nbob:{PLAIN}hunter2:a comment\nann:{PLAIN}second\n`;
    const { filters, files, topology, remarks, codes } = imported(ingress(asks), secret({ auth: text }));
    expect(filters).toEqual([{ type: "BasicAuth", realm: "Staff", usersFile: "users.htpasswd" }]);
    expect(codes).toEqual(["import-users"]);
    const [ann, bob, ...more] = files[0]?.content.trimEnd().split("\n") ?? [];
    expect([files.map(({ name }) => name), ann, more]).toEqual([["users.htpasswd"], `ann:${APR1}`, []]);
    expect(compareSync("hunter2", bob?.replace("bob:", "") ?? "")).toBe(true);
    for (const half of [APR1, "hunter2"]) expect(JSON.stringify([topology, remarks])).not.toContain(half);
  });

  test("may be in an entry for each user, of another namespace, and in clear in the manifest", () => {
    const object = { kind: "Secret", metadata: { name: "u", namespace: "far" }, stringData: { ann: APR1 } };
    const annotations = { ...asks, "auth-secret": "far/u", "auth-secret-type": "auth-map" };
    expect(imported(ingress(annotations), object).files).toEqual([{ name: "u.htpasswd", content: `ann:${APR1}\n` }]);
  });

  test("of one Secret is in one file, of two in two", () => {
    const far = { ...asks, "auth-secret": "far/users" };
    const { files } = imported(
      ingress(asks),
      ingress(asks, { name: "same", host: "b.com" }),
      ingress(far, { name: "far", host: "c.com" }),
      secret({ auth: `ann:${APR1}` }),
      secret({ auth: `bob:${APR1}` }, "users", "far"),
    );
    expect(files).toEqual([
      { name: "users.htpasswd", content: `ann:${APR1}\n` },
      { name: "users-2.htpasswd", content: `bob:${APR1}\n` },
    ]);
  });

  test("that cannot be checked lets nobody in, and the others in", () => {
    const users = `ann:${APR1}\nold:{SSHA}abc\nodd:Xy1kKq9TmLw4Y`;
    const { files, codes, remarks } = imported(ingress(asks), secret({ auth: users }));
    expect(files).toEqual([{ name: "users.htpasswd", content: `ann:${APR1}\n` }]);
    expect(codes).toEqual(["import-users", "import-user"]);
    expect(remarks[1]?.message).toContain("2 of the users");
  });
});

describe("what protected a route and cannot be said closes it", () => {
  const users = secret({ auth: `ann:${APR1}` });

  test.each<[what: string, annotations: Annotations, code: string]>([
    ["a Secret that is not in the file", { "auth-type": "basic", "auth-secret": "none" }, "import-auth"],
    ["no Secret", { "auth-type": "basic" }, "import-auth"],
    ["digests", { "auth-type": "digest", "auth-secret": "users" }, "import-auth"],
    ["no kind of authentication", { "auth-secret": "users" }, "import-auth"],
    ["a Secret without users", { "auth-type": "basic", "auth-secret": "other/users" }, "import-auth"],
    ["a service beyond the cluster", { "auth-url": "https://auth.example.com/verify" }, "import-auth"],
    ["a service over TLS", { "auth-url": "https://auth.own.svc/verify" }, "import-auth"],
    ["a service by the request's host", { "auth-url": "http://$host/oauth2/auth" }, "import-auth"],
    ["another method", { "auth-url": "http://auth.own.svc/", "auth-method": "POST" }, "import-auth"],
    [
      "another question",
      { "auth-url": "http://auth.own.svc/", "auth-snippet": "proxy_set_header A b;" },
      "import-auth",
    ],
    ["a page to sign in alone", { "auth-signin": "https://auth.example.com" }, "import-auth"],
    ["certificates of clients", { "auth-tls-secret": "own/ca" }, "import-auth"],
    ["ranges that are none", { "whitelist-source-range": "10.0.0.0/8, office" }, "import-ip-access"],
    ["a denied range that is none", { "denylist-source-range": "10.0.0.0/40" }, "import-ip-access"],
    [
      "two lists that say two things",
      { "whitelist-source-range": "10.0.0.0/8", "allowlist-source-range": "0.0.0.0/0" },
      "import-ip-access",
    ],
    ["lines of nginx", { "configuration-snippet": "deny 10.0.0.1;\nallow all;" }, "import-snippet"],
    ["lines of nginx for the host", { "server-snippet": "location /x { return 403; }" }, "import-snippet"],
  ])("%s", (_what, annotations, code) => {
    const { filters, codes, routes, files, remarks } = imported(ingress(annotations), users);
    expect(filters).toEqual([CLOSED]);
    expect(routes[0]?.backends).toBeUndefined();
    expect(codes).toContain(code);
    expect(files).toEqual([]);
    expect(remarks.find((remark) => remark.code === code)?.remedy).toMatch(/\w/);
  });

  test("and leaves what else protects it in place", () => {
    const annotations = { "auth-url": "https://auth.example.com", "whitelist-source-range": "10.0.0.0/8" };
    expect(imported(ingress(annotations)).filters).toEqual([{ type: "IPAccess", allow: ["10.0.0.0/8"] }, CLOSED]);
  });

  test.each<[what: string, annotations: Annotations]>([
    ["certificates of clients", { "auth-tls-secret": "own/ca" }],
    ["lines for the host", { "server-snippet": "deny all;" }],
  ])("%s: on every route of the host, and on no other host", (_what, annotations) => {
    const { routes } = imported(
      ingress(annotations),
      ingress({}, { name: "same", path: "/same" }),
      ingress({}, { name: "other", host: "other.com" }),
    );
    expect(routes.map(({ name, filters }) => [name, filters])).toEqual([
      ["shop", [CLOSED]],
      ["same", [CLOSED]],
      ["other", undefined],
    ]);
  });

  test.each<[path: string, closed: string]>([
    ["/admin/(a|b)\\1", "(?i)/admin/.*"],
    ["^/admins?/(a)\\1", "(?i)/admin.*"],
    ["/admin/(a)\\1|/root", "(?i)/.*"],
  ])("a protected path that cannot be said, %s: a less specific route does not take its requests", (path, closed) => {
    const { routes, codes } = imported(
      ingress({}),
      ingress({ "use-regex": "true", "whitelist-source-range": "10.0.0.0/8" }, { name: "admin", path }),
    );
    expect(routes[1]).toMatchObject({
      name: "admin",
      matches: [{ path: { type: "RegularExpression", value: closed } }],
      filters: [{ type: "IPAccess", allow: ["10.0.0.0/8"] }, CLOSED],
    });
    expect(codes).toContain("import-rewrite");
  });

  test.each([
    ["traefik.ingress.kubernetes.io/router.middlewares", "traefik", true],
    ["alb.ingress.kubernetes.io/auth-type", undefined, true],
    ["haproxy.org/whitelist", "haproxy", true],
    ["nginx.org/basic-auth-secret", undefined, true],
    ["traefik.ingress.kubernetes.io/router.middlewares", "nginx", false],
    ["traefik.ingress.kubernetes.io/router.entrypoints", "traefik", false],
    ["example.com/author", "traefik", false],
  ])("an annotation of another controller, %s, on an Ingress of the class %s: %s", (name, ingressClassName, closes) => {
    const { metadata, spec, kind } = ingress({});
    const object = {
      kind,
      metadata: { ...metadata, annotations: { [name]: "x" } },
      spec: { ...spec, ingressClassName },
    };
    const { filters, codes } = imported(object);
    expect(filters).toEqual(closes ? [CLOSED] : []);
    expect(codes.includes("import-auth")).toBe(closes);
  });

  test("but not lines that turn nobody away", () => {
    const { filters, codes } = imported(ingress({ "configuration-snippet": 'more_set_headers "x-a: b";' }));
    expect(filters).toEqual([]);
    expect(codes).toEqual(["import-annotation"]);
  });
});

describe("the controller's ConfigMap", () => {
  const configMap = (data: Annotations, metadata: object = { name: "ingress-nginx-controller" }) => ({
    kind: "ConfigMap",
    metadata,
    data,
  });

  test("counts for every Ingress that says nothing else", () => {
    const settings = { "whitelist-source-range": "10.0.0.0/8", "proxy-body-size": "1k" };
    const own = ingress({ "proxy-body-size": "2k" }, { name: "own", host: "own.com" });
    const { routes, remarks } = imported(ingress({}), own, configMap(settings));
    const allow = { type: "IPAccess", allow: ["10.0.0.0/8"] };
    expect(routes.map(({ filters }) => filters)).toEqual([
      [allow, { type: "MaxBodySize", bytes: 1024 }],
      [allow, { type: "MaxBodySize", bytes: 2048 }],
    ]);
    expect(remarks[0]?.path).toBe('Ingress shop: ConfigMap ingress-nginx-controller data["whitelist-source-range"]');
  });

  test("may ask for leave for all, but for those that want none", () => {
    const { routes } = imported(
      ingress({}),
      ingress({ "enable-global-auth": "false" }, { name: "open", host: "open.com" }),
      ingress({ "auth-url": "http://auth.own.svc" }, { name: "own", host: "own.com" }),
      configMap({ "global-auth-url": "https://auth.example.com", "global-auth-snippet": "x" }),
    );
    expect(routes.map(({ filters }) => filters)).toEqual([
      [CLOSED],
      undefined,
      [expect.objectContaining({ type: "ForwardAuth", service: "auth" })],
    ]);
  });

  test("compresses responses", () => {
    const labels = { "app.kubernetes.io/name": "ingress-nginx" };
    const settings = { "use-gzip": "true", "enable-brotli": "true", "gzip-types": "text/css * application/json" };
    expect(imported(ingress({}), configMap(settings, { name: "x", labels })).filters).toEqual([
      {
        type: "Compression",
        algorithms: ["br", "gzip"],
        contentTypes: ["text/html", "text/css", "application/json"],
        minimumBytes: 256,
      },
    ]);
    expect(imported(ingress({}), configMap(settings, { name: "of-an-app" })).filters).toEqual([]);
  });
});

test("a redirect asks for what protects it first", () => {
  const annotations = { "permanent-redirect": "https://new.com/", "whitelist-source-range": "10.0.0.0/8" };
  expect(imported(ingress(annotations)).filters.map(({ type }) => type)).toEqual(["IPAccess", "RequestRedirect"]);
});

test("a canary is protected as the route is that it repeats", () => {
  const canary = { canary: "true", "canary-by-header": "x-canary", "auth-url": "https://ignored.example.com" };
  const { routes } = imported(ingress({ "whitelist-source-range": "10.0.0.0/8" }), ingress(canary, { name: "canary" }));
  const allow = [{ type: "IPAccess", allow: ["10.0.0.0/8"] }];
  expect(routes.map(({ name, filters }) => [name, filters])).toEqual([
    ["canary-canary", allow],
    ["shop", allow],
  ]);
});

test.each<[code: string, annotations: Annotations]>([
  ["import-connection-limit", { "limit-connections": "5" }],
  ["import-body-size", { "proxy-body-size": "much" }],
  ["import-satisfy", { satisfy: "any" }],
  ["import-mirror", { "mirror-target": "https://test.example.com$request_uri" }],
  ["import-mirror", { "mirror-target": "http://shadow.own.svc/other" }],
])("what no filter does is said: %s", (code, annotations) => {
  const { filters, codes } = imported(ingress(annotations));
  expect({ filters, codes }).toEqual({ filters: [], codes: [code] });
});
