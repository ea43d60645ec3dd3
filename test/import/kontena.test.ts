import { compareSync } from "bcryptjs";
import { ImportError, importSetup, writeStack } from "../../lib/import";
import { type Route, type Service, validateTopology } from "../../lib/topology";
import { asSynthesized, runStack } from "./support";

interface Web {
  readonly environment?: Readonly<Record<string, string>>;
  readonly health_check?: object;
}

function web({ environment = {}, health_check }: Web) {
  const service = { environment: { KONTENA_LB_MODE: "http", ...environment }, links: ["lb"], health_check };
  const { topology, ports, remarks } = importSetup(
    "kontena",
    JSON.stringify({ services: { lb: { image: "kontena/lb:1" }, web: service } }),
  );
  return { topology, port: ports.get("web"), remarks: remarks.map(({ code }) => code) };
}

describe("services at the top of the file", () => {
  const FILE = `
    internet_lb:
      image: kontena/lb:latest
      ports: ["80:80"]
      environment: [STATS_PASSWORD=x]
    web:
      image: nginx:latest
      environment: [KONTENA_LB_MODE=http, "KONTENA_LB_VIRTUAL_HOSTS=www.kontena.io,kontena.io"]
      links: [internet_lb]
    api:
      image: registry.kontena.local/restapi:latest
      environment: [KONTENA_LB_MODE=http, KONTENA_LB_INTERNAL_PORT=8080, KONTENA_LB_VIRTUAL_PATH=/api]
      links: [internet_lb]
    worker: { image: acme/worker }`;

  test("are read as those below `services`", () => {
    const [top, below] = [FILE, `services:${FILE.replaceAll("\n", "\n  ")}`].map((text) =>
      importSetup("kontena", text),
    );
    expect(top?.topology.routers?.[0]?.routes.map(({ name }) => name)).toEqual(["web", "api"]);
    expect(top?.topology).toEqual(below?.topology);
    expect([top?.ports.get("api"), validateTopology(top?.topology)]).toEqual([8080, []]);
  });

  test("are named in remarks by where they stand", () => {
    expect(importSetup("kontena", FILE).remarks.map(({ path }) => path)).toEqual([
      "",
      "api.environment.KONTENA_LB_VIRTUAL_PATH",
      "internet_lb.environment.STATS_PASSWORD",
    ]);
  });

  test("count only where the file has no `services`", () => {
    const both =
      "{ services: { a: { environment: [KONTENA_LB_MODE=http] } }, b: { environment: [KONTENA_LB_MODE=http] } }";
    expect(importSetup("kontena", both).topology.services?.map(({ name }) => name)).toEqual(["a"]);
  });
});

describe("a variable of a balanced service", () => {
  test.each<[what: string, environment: Readonly<Record<string, string>>, route: Partial<Route>]>([
    ["no host and no path: everything", {}, { name: "web", backends: [{ service: "web" }] }],
    [
      "hosts",
      { KONTENA_LB_VIRTUAL_HOSTS: "a.com, *.a.com" },
      { hostnames: ["a.com", "*.a.com"], backends: [{ service: "web" }] },
    ],
    [
      "a path, which is taken away",
      { KONTENA_LB_VIRTUAL_PATH: "/a/" },
      {
        matches: [{ path: { type: "PathPrefix", value: "/a" } }],
        filters: [{ type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } }],
      },
    ],
    [
      "a path that is kept",
      { KONTENA_LB_VIRTUAL_PATH: "/a,b", KONTENA_LB_KEEP_VIRTUAL_PATH: "true" },
      {
        matches: [{ path: { type: "PathPrefix", value: "/a" } }, { path: { type: "PathPrefix", value: "/b" } }],
      },
    ],
  ])("%s", (_what, environment, route) => {
    const [only] = web({ environment }).topology.routers?.[0]?.routes ?? [];
    expect(only).toMatchObject(route);
    expect(only?.filters === undefined).toBe(route.filters === undefined);
  });

  test.each<[what: string, asked: Web, service: Partial<Service>]>([
    ["in turn, checked by a connection", {}, { name: "web", healthCheck: { type: "TCP" } }],
    [
      "fewest connections",
      { environment: { KONTENA_LB_BALANCE: "leastcon" } },
      { balancing: { algorithm: "LeastConnections" } },
    ],
    ["by source", { environment: { KONTENA_LB_BALANCE: "source" } }, { balancing: { algorithm: "SourceHash" } }],
    [
      "Kontena's own cookie",
      { environment: { KONTENA_LB_COOKIE: "" } },
      { sessionAffinity: { type: "Cookie", cookieName: "KONTENA_SERVERID" } },
    ],
    [
      "a line of HAProxy's",
      { environment: { KONTENA_LB_COOKIE: "cookie SID insert indirect nocache" } },
      { sessionAffinity: { type: "Cookie", cookieName: "SID" } },
    ],
    [
      "a check of its own",
      { health_check: { protocol: "http", uri: "/up", port: 81, interval: 5, timeout: 2 } },
      { healthCheck: { type: "HTTP", path: "/up", port: 81, interval: "5s", timeout: "2s" } },
    ],
  ])("%s", (_what, asked, service) => {
    expect(web(asked).topology.services?.[0]).toMatchObject(service);
  });

  test("its port", () => {
    expect(web({}).port).toBe(80);
    expect(web({ environment: { KONTENA_LB_INTERNAL_PORT: "8080" } }).port).toBe(8080);
  });
});

test("a TCP service is a listener of its own, on 5000 unless it says otherwise", () => {
  const { topology } = web({ environment: { KONTENA_LB_MODE: "tcp" } });
  expect(topology.edges?.[0]?.listeners).toEqual([{ name: "web", port: 5000, protocol: "TCP", service: "web" }]);
  expect(topology.routers).toEqual([]);
});

test("a TCP service whose lines may turn connections away has no listener until somebody says who may connect", () => {
  const { topology, remarks } = importSetup(
    "kontena",
    `services:
       web: { environment: [KONTENA_LB_MODE=http] }
       db: { environment: { KONTENA_LB_MODE: tcp, KONTENA_LB_CUSTOM_SETTINGS: "tcp-request connection reject if !office" } }`,
  );
  expect(topology.edges?.[0]?.listeners.map(({ name }) => name)).toEqual(["http"]);
  expect(validateTopology(topology)).toEqual([]);
  expect(remarks.map(({ code, path }) => [code, path])).toContainEqual([
    "import-snippet",
    "services.db.environment.KONTENA_LB_CUSTOM_SETTINGS",
  ]);
});

test("a balancer without a listener is no edge", () => {
  const settings = { KONTENA_LB_MODE: "tcp", KONTENA_LB_CUSTOM_SETTINGS: "tcp-request content reject" };
  const { topology } = importSetup("kontena", JSON.stringify({ services: { db: { environment: settings } } }));
  expect(topology.edges).toEqual([]);
  expect(validateTopology(topology)).toEqual([]);
});

test("what the balancer answers by itself", () => {
  const { topology } = importSetup(
    "kontena",
    `services:
       lb: { image: kontena/lb, environment: [KONTENA_LB_HEALTH_URI=/up, ACME_CHALLENGE_tok=tok.thumb] }
       web: { environment: [KONTENA_LB_VIRTUAL_PATH=/], links: [lb] }`,
  );
  expect(topology.routers?.[0]?.routes.slice(0, 2)).toMatchObject([
    { matches: [{ path: { type: "Exact", value: "/up" } }], filters: [{ statusCode: 200 }] },
    {
      matches: [{ path: { type: "Exact", value: "/.well-known/acme-challenge/tok" } }],
      filters: [{ statusCode: 200, body: "tok.thumb" }],
    },
  ]);
});

test("each balancer is an edge with the services that are linked to it", () => {
  const { topology } = importSetup(
    "kontena",
    `services:
       inside: { image: "kontena/lb:latest" }
       outside: { image: "kontena/lb:latest", environment: { SSL_CERT_SHOP: "-----BEGIN CERTIFICATE-----" } }
       a: { environment: [KONTENA_LB_MODE=http], links: [inside] }
       b: { environment: [KONTENA_LB_MODE=http], links: ["outside:lb"] }`,
  );
  expect(topology.routers?.map(({ name, routes }) => [name, routes.map((route) => route.name)])).toEqual([
    ["inside", ["a"]],
    ["outside", ["b"]],
  ]);
  expect(topology.certificates).toEqual([
    { name: "outside-shop", certFile: "outside-shop.crt", keyFile: "outside-shop.key" },
  ]);
});

test("balancers and their certificates have names that a Topology takes, each its own", () => {
  const web = (link: string) => ({ environment: ["KONTENA_LB_MODE=http"], links: [link] });
  const { topology } = importSetup(
    "kontena",
    JSON.stringify({
      internet_lb: { image: "kontena/lb", environment: { SSL_CERTS: "-----BEGIN PRIVATE KEY-----", SSL_CERT_A: "a" } },
      "internet-lb": { image: "kontena/lb", environment: { SSL_CERTS: "-----BEGIN PRIVATE KEY-----" } },
      a: web("internet_lb"),
      b: web("internet-lb"),
    }),
  );
  expect(validateTopology(topology)).toEqual([]);
  const shown = topology.edges?.map(({ name, listeners }) => [
    name,
    ...listeners.flatMap((listener) => (listener.protocol === "HTTPS" ? (listener.certificates ?? []) : [])),
  ]);
  expect(shown).toEqual([
    ["internet-lb", "internet-lb-cert-1", "internet-lb-a"],
    ["internet-lb-2", "internet-lb-2-cert-1"],
  ]);
  expect(topology.certificates?.map(({ name, certFile }) => [name, certFile])).toEqual([
    ["internet-lb-cert-1", "internet-lb-cert-1.crt"],
    ["internet-lb-a", "internet-lb-a.crt"],
    ["internet-lb-2-cert-1", "internet-lb-2-cert-1.crt"],
  ]);
});

describe("a service of a name that the balancer's own route or listener would have", () => {
  const imported = (services: object) => {
    const { topology, remarks } = importSetup("kontena", JSON.stringify({ services }));
    return {
      faults: validateTopology(topology),
      routes: topology.routers?.[0]?.routes.map(({ name }) => name),
      listeners: topology.edges?.[0]?.listeners.map(({ name, port }) => `${name} ${port}`),
      remarks: remarks.filter(({ code }) => code === "import-name").map(({ path, message }) => `${path}: ${message}`),
    };
  };
  const balancer = (environment: object) => ({ image: "kontena/lb", environment });
  const service = (environment: object = {}) => ({ environment: { KONTENA_LB_MODE: "http", ...environment } });
  const tcp = (port: string) => service({ KONTENA_LB_MODE: "tcp", KONTENA_LB_EXTERNAL_PORT: port });

  test("keeps it, and the routes have another", () => {
    const lb = balancer({ KONTENA_LB_HEALTH_URI: "/up", ACME_CHALLENGE_a: "1", ACME_CHALLENGE_b: "2" });
    expect(imported({ lb, health: service(), "health-2": service(), "acme-challenge-2": service() })).toMatchObject({
      faults: [],
      routes: ["health-3", "acme-challenge-1", "acme-challenge-2-2", "health", "health-2", "acme-challenge-2"],
      remarks: [
        'services.lb.environment.KONTENA_LB_HEALTH_URI: a service has the name "health"; the route that answers "/up" is "health-3"',
        'services.lb.environment.ACME_CHALLENGE_b: a service has the name "acme-challenge-2"; the route that answers "/.well-known/acme-challenge/b" is "acme-challenge-2-2"',
      ],
    });
  });

  test("keeps it, and the listeners have another", () => {
    const lb = balancer({ SSL_CERT_SHOP: "a" });
    expect(imported({ lb, web: service(), http: tcp("5001"), https: tcp("5002") })).toMatchObject({
      faults: [],
      listeners: ["http-2 80", "https-2 443", "http 5001", "https 5002"],
      remarks: [
        'services.lb: a service has the name "http"; the listener on port 80 is "http-2"',
        'services.lb: a service has the name "https"; the listener on port 443 is "https-2"',
      ],
    });
  });

  test("takes nothing away where it is of the other kind", () => {
    const lb = balancer({ KONTENA_LB_HEALTH_URI: "/up", SSL_CERT_SHOP: "a" });
    expect(imported({ lb, http: service(), https: service(), health: tcp("5001") })).toMatchObject({
      faults: [],
      routes: ["health", "http", "https"],
      listeners: ["http 80", "https 443", "health 5001"],
      remarks: [],
    });
  });

  test("is the name of a route that the program adds", () => {
    const lb = balancer({ KONTENA_LB_HEALTH_URI: "/up", SSL_CERT_SHOP: "a" });
    const services = { lb, health: service(), http: tcp("5001"), https: tcp("5002") };
    const setup = importSetup("kontena", JSON.stringify({ services }));
    expect(runStack(writeStack(setup), setup)).toEqual(asSynthesized(setup.topology));
  });
});

test("nothing secret gets into the stack", () => {
  const imported = importSetup(
    "kontena",
    `services:
       lb: { image: kontena/lb, environment: { STATS_PASSWORD: hunter2, SSL_CERTS: "-----BEGIN PRIVATE KEY-----\\nhunter2" } }
       web: { environment: { KONTENA_LB_MODE: http, KONTENA_LB_BASIC_AUTH_SECRETS: user admin insecure-password hunter2 } }`,
  );
  expect(JSON.stringify([imported.topology, imported.remarks])).not.toContain("hunter2");
});

describe("who asked for a password", () => {
  const BCRYPT = "$2y$10$abcdefghijklmnopqrstuuFZZK8Y7T3mBq9cH0tq0f1Yx2rR8mE6e";

  function asked(list: string) {
    const { topology, files } = importSetup(
      "kontena",
      JSON.stringify({ services: { web: { environment: { KONTENA_LB_BASIC_AUTH_SECRETS: list } } } }),
    );
    const [route] = topology.routers?.[0]?.routes ?? [];
    return { route, users: files.flatMap(({ content }) => content.trimEnd().split("\n")), files };
  }

  test("asks for it still: the users are in a file, those in clear text hashed", () => {
    const { route, users, files } = asked(
      `user ann password ${BCRYPT}\ngroup g users ann\nuser bob insecure-password hunter2`,
    );
    expect(route).toEqual({
      name: "web",
      filters: [{ type: "BasicAuth", usersFile: "web.htpasswd" }],
      backends: [{ service: "web" }],
    });
    expect(files.map(({ name }) => name)).toEqual(["web.htpasswd"]);
    expect(users[0]).toBe(`ann:${BCRYPT}`);
    expect(users[1]).toMatch(/^bob:\$2b\$10\$/);
    expect(compareSync("hunter2", users[1]?.slice(4) ?? "")).toBe(true);
  });

  test.each([
    ["a hash that is not checked", "user a password $6$salt$hash"],
    ["a password of more than bcrypt reads", `user a insecure-password ${"x".repeat(73)}`],
    ["a name that a file of users cannot hold", "user a:b insecure-password c"],
    ["what HAProxy reads otherwise than it stands", "user a insecure-password b\\ c"],
    ["no line of it is a user", "userlist x"],
  ])("lets nobody in for %s", (_what, line) => {
    expect(asked(line)).toMatchObject({ route: { filters: [{ type: "FixedResponse", statusCode: 403 }] }, files: [] });
    expect(asked(`${line}\nuser ok insecure-password secret`).users).toEqual([expect.stringMatching(/^ok:/)]);
  });

  test.each<[where: string, service: { readonly environment?: object; readonly secrets?: readonly object[] }]>([
    ["in the vault", { secrets: [{ secret: "USERS", name: "KONTENA_LB_BASIC_AUTH_SECRETS", type: "env" }] }],
    ["in lines of HAProxy", { environment: { KONTENA_LB_CUSTOM_SETTINGS: "http-request deny if !office" } }],
  ])("lets nobody in where the rules are %s", (_where, { environment = {}, ...more }) => {
    const service = { environment: { KONTENA_LB_MODE: "http", ...environment }, ...more };
    const { topology, remarks } = importSetup("kontena", JSON.stringify({ services: { web: service } }));
    expect(topology.routers?.[0]?.routes).toMatchObject([{ filters: [{ type: "FixedResponse", statusCode: 403 }] }]);
    expect(remarks.map(({ code }) => code)).toEqual(
      expect.arrayContaining([expect.stringMatching(/basic-auth|snippet/)]),
    );
  });
});

describe("what is not as it was is said", () => {
  test.each<[code: string, environment: Readonly<Record<string, string>>]>([
    ["import-path-boundary", { KONTENA_LB_VIRTUAL_PATH: "/a" }],
    ["import-basic-auth", { KONTENA_LB_BASIC_AUTH_SECRETS: "user a password b" }],
    ["import-users", { KONTENA_LB_BASIC_AUTH_SECRETS: "user a insecure-password b" }],
    ["import-user", { KONTENA_LB_BASIC_AUTH_SECRETS: "user a insecure-password b\nuser c password $6$x$y" }],
    ["import-snippet", { KONTENA_LB_CUSTOM_SETTINGS: "http-request deny" }],
    ["import-custom-settings", { KONTENA_LB_CUSTOM_SETTINGS: "http-request deny" }],
    ["import-balancing", { KONTENA_LB_BALANCE: "uri" }],
    ["import-cookie", { KONTENA_LB_COOKIE: "cookie SID prefix" }],
  ])("%s", (code, environment) => {
    expect(web({}).remarks).toEqual(["import-no-route"]);
    expect(web({ environment }).remarks).toContain(code);
  });

  test("a longer path that went to the service that came first in the alphabet", () => {
    const { remarks } = importSetup(
      "kontena",
      `services:
         a: { environment: [KONTENA_LB_VIRTUAL_PATH=/x] }
         b: { environment: [KONTENA_LB_VIRTUAL_PATH=/x/y] }
         c: { environment: [KONTENA_LB_VIRTUAL_PATH=/x/y, KONTENA_LB_VIRTUAL_HOSTS=c.com] }`,
    );
    expect(remarks.filter(({ code }) => code === "import-order").map(({ path }) => path)).toEqual([
      "services.b.environment.KONTENA_LB_VIRTUAL_PATH",
    ]);
  });
});

describe("a file that is none is refused, with all that is wrong", () => {
  function problems(text: string): readonly string[] {
    try {
      importSetup("kontena", text);
    } catch (error) {
      if (error instanceof ImportError) return error.diagnostics.map(({ code, path }) => `${path}: ${code}`);
      throw error;
    }
    return [];
  }

  test.each<[what: string, text: string, problems: readonly string[]]>([
    ["nothing", "", [": import-empty"]],
    ["a file of something else", "kind: Ingress", [": import-empty"]],
    ["no YAML", "services: [", ["line 1: import-syntax"]],
    [
      "ports that are none",
      "services: { a: { environment: { KONTENA_LB_INTERNAL_PORT: x } }, b: { environment: { KONTENA_LB_EXTERNAL_PORT: 0 } } }",
      [
        "services.a.environment.KONTENA_LB_INTERNAL_PORT: import-port",
        "services.b.environment.KONTENA_LB_EXTERNAL_PORT: import-port",
      ],
    ],
  ])("%s", (_what, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

describe("what a balancer was told and a stack is not is said", () => {
  const codesOf = (environment: Readonly<Record<string, string>>) => {
    const lb = { image: "kontena/lb", environment };
    const { remarks } = importSetup("kontena", JSON.stringify({ lb, web: { environment: ["KONTENA_LB_MODE=http"] } }));
    return remarks.map(({ code, path }) => [code, path]);
  };

  test.each([
    ["import-statistics", "STATS_PASSWORD", "x"],
    ["import-ciphers", "KONTENA_LB_SSL_CIPHERS", "x"],
    ["import-custom-settings", "KONTENA_LB_CUSTOM_SETTINGS", "x"],
    ["import-custom-settings", "KONTENA_LB_GLOBAL_SETTINGS", "x"],
    ["import-proxy-protocol", "KONTENA_LB_ACCEPT_PROXY", "x"],
    ["import-discovery", "ETCD_NODE", "x"],
    ["import-http2", "KONTENA_LB_HTTP2", "false"],
  ])("%s for %s", (code, name, value) => {
    expect(codesOf({ [name]: value })).toContainEqual([code, `lb.environment.${name}`]);
  });

  test.each([{}, { KONTENA_LB_HTTP2: "true" }, { KONTENA_LB_HTTP2: "" }])("and nothing for %j", (environment) => {
    expect(codesOf(environment)).toEqual([["import-no-route", ""]]);
  });
});

describe("KONTENA_LB_ACCEPT_PROXY", () => {
  const importOf = (value: string) => {
    const lb = { image: "kontena/lb", environment: { KONTENA_LB_ACCEPT_PROXY: value, SSL_CERT_SHOP: "a" } };
    const web = { environment: { KONTENA_LB_VIRTUAL_PATH: "/", KONTENA_LB_MODE: "http" }, links: ["lb"] };
    const db = { environment: { KONTENA_LB_MODE: "tcp" }, links: ["lb"] };
    return importSetup("kontena", JSON.stringify({ services: { lb, web, db } }));
  };

  test.each(["true", "false", "yes"])(
    "%s: every listener reads a header, from private networks alone, and says so",
    (value) => {
      const { topology, remarks } = importOf(value);

      const proxyProtocol = { trustedProxies: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"] };
      expect(topology.edges?.[0]?.listeners.map((listener) => [listener.name, listener])).toMatchObject([
        ["http", { proxyProtocol }],
        ["https", { proxyProtocol }],
        ["db", { proxyProtocol }],
      ]);
      expect(remarks.map(({ code }) => code)).toContain("import-proxy-protocol");
    },
  );

  test("empty: none does", () => {
    const { topology, remarks } = importOf("");

    for (const listener of topology.edges?.[0]?.listeners ?? []) expect(listener).not.toHaveProperty("proxyProtocol");
    expect(remarks.map(({ code }) => code)).not.toContain("import-proxy-protocol");
  });
});
