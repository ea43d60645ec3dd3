import { createServer } from "node:net";
import { join } from "node:path";
import { BindError, ConfigurationError, findUnsupported, SILENT, startProxy } from "../../lib/proxy";
import { formatDiagnostic, type Topology } from "../../lib/topology";
import { freePort } from "../support/free-ports";
import { afterTest } from "./support/cleanup";
import { fetchFrom } from "./support/clients";
import { eventually } from "./support/conditions";
import { ConfigFile, membersOf, startEcho, startTopology, temporaryFolder, topologyOf } from "./support/proxies";

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}

describe("a configuration that cannot be run", () => {
  test("every problem is named at once, and nothing is started", async () => {
    const port = await freePort();
    const topology = {
      ...topologyOf(port, { routes: [{ name: "a", backends: [{ service: "user" }] }], services: [{ name: "users" }] }),
      certificates: [{ name: "shop", certFile: "missing.crt", keyFile: "missing.key" }],
    };

    const error = await failure(startProxy({ topology, log: SILENT, baseDir: temporaryFolder() }));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain(
      'routers[0].routes[0].backends[0].service: no service "user"; did you mean "users"?',
    );
    expect(error.message).toContain("certificates[0].certFile: ");
    expect(error.message).toContain("certificates[0].keyFile: ");
    await expect(fetchFrom(port, "/")).rejects.toThrow("ECONNREFUSED");
  });

  test("missing certificate files", async () => {
    const topology: Topology = {
      version: 1,
      edges: [
        {
          name: "edge",
          listeners: [
            { name: "https", port: await freePort(), protocol: "HTTPS", certificates: ["shop"], router: "main" },
          ],
        },
      ],
      routers: [{ name: "main", routes: [] }],
      certificates: [{ name: "shop", certFile: "missing.crt", keyFile: "missing.key" }],
    };

    const error = await failure(startProxy({ topology, log: SILENT, baseDir: temporaryFolder() }));

    expect((error as ConfigurationError).diagnostics.map(({ code, path }) => ({ code, path }))).toEqual([
      { code: "unreadable-file", path: "certificates[0].certFile" },
      { code: "unreadable-file", path: "certificates[0].keyFile" },
    ]);
  });

  test("two edges that want one socket", async () => {
    const port = await freePort();
    const one = topologyOf(port, { routes: [] });
    const [edge] = one.edges ?? [];
    const topology: Topology = { ...one, edges: edge === undefined ? [] : [edge, { ...edge, name: "other" }] };

    const error = await failure(startProxy({ topology, log: SILENT }));

    expect(error.message).toContain("is taken by listener");
  });

  test("no file, or no JSON in it", async () => {
    const missing = join(temporaryFolder(), "none.json");
    expect((await failure(startProxy({ configFile: missing, log: SILENT }))).message).toBe(
      `${missing} does not exist; name a file that exists and may be read`,
    );

    const file = new ConfigFile("{");
    expect((await failure(startProxy({ configFile: file.path, log: SILENT }))).message).toMatch(/^line 1, column /);
  });

  test("an admin address that is none", async () => {
    const topology = topologyOf(await freePort(), { routes: [] });

    expect((await failure(startProxy({ topology, log: SILENT, admin: "nowhere" }))).message).toBe(
      '"nowhere" is not an address for the admin endpoint; write a host and a port, as in "127.0.0.1:9000" or "[::1]:9000"',
    );
  });
});

describe("what this proxy cannot do yet is refused", () => {
  const base = topologyOf(8080, { routes: [] });
  const unsupported: readonly (readonly [string, Topology, string])[] = [
    [
      "discovery by docker",
      { ...base, services: [{ name: "a", discovery: { type: "docker", label: "x", port: 80 } }] },
      "services[0].discovery.type: this proxy cannot learn members by docker yet",
    ],
    [
      "a changed framing field",
      topologyOf(8080, {
        routes: [
          { name: "a", filters: [{ type: "RequestHeaderModifier", set: [{ name: "Content-Length", value: "1" }] }] },
        ],
      }),
      'routers[0].routes[0].filters[0].set[0].name: the field "Content-Length" is written by the proxy itself',
    ],
    [
      "a framing field that another service answers with",
      topologyOf(8080, {
        routes: [
          { name: "a", filters: [{ type: "ForwardAuth", service: "auth", responseHeaders: ["x-user", "Expect"] }] },
        ],
      }),
      'routers[0].routes[0].filters[0].responseHeaders[1]: the field "Expect" is written by the proxy itself',
    ],
    [
      "an extension of another target",
      topologyOf(8080, { routes: [{ name: "a", filters: [{ type: "ExtensionRef", kind: "Auth", name: "staff" }] }] }),
      'routers[0].routes[0].filters[0]: this proxy knows no Auth "staff"',
    ],
    [
      "a changed Host",
      topologyOf(8080, { routes: [{ name: "a", filters: [{ type: "RequestHeaderModifier", remove: ["host"] }] }] }),
      'the "hostname" of a URLRewrite',
    ],
  ];

  test.each(unsupported)("%s", (_what, topology, text) => {
    expect(findUnsupported(topology).map(formatDiagnostic).join("\n")).toContain(text);
  });

  test("discovery by dns and the rest of the vocabulary are supported", () => {
    const topology: Topology = {
      ...base,
      services: [
        { name: "a", discovery: { type: "dns", hostname: "localhost", port: 80 }, healthCheck: { type: "TCP" } },
        { name: "b", protocol: "H2C" },
        { name: "c", protocol: "GRPC" },
      ],
    };

    expect(findUnsupported(topology)).toEqual([]);
  });
});

describe("a socket that cannot be bound", () => {
  /** Holds a port until the test ends. */
  async function takePort(): Promise<number> {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    afterTest(() => server.close());
    return port;
  }

  test("is a one-line error with listener and address, and the others are let go again", async () => {
    const taken = await takePort();
    const free = await freePort();
    const one = topologyOf(free, { routes: [] });
    const [edge] = one.edges ?? [];
    const [listener] = edge?.listeners ?? [];
    if (listener === undefined) throw new Error("no listener");
    const topology: Topology = {
      ...one,
      edges: [{ name: "edge", listeners: [listener, { ...listener, name: "taken", port: taken }] }],
    };

    const error = await failure(startProxy({ topology, log: SILENT }));

    expect(error).toBeInstanceOf(BindError);
    expect(error.message).toBe(
      `listener edge/taken: cannot listen on 127.0.0.1:${taken}: the port is already in use (EADDRINUSE)`,
    );
    await expect(fetchFrom(free, "/")).rejects.toThrow("ECONNREFUSED");
  });

  test("an address that this machine does not have", async () => {
    const one = topologyOf(await freePort(), { routes: [] });
    const [edge] = one.edges ?? [];
    const topology: Topology = {
      ...one,
      edges: [
        { name: "edge", listeners: (edge?.listeners ?? []).map((listener) => ({ ...listener, address: "192.0.2.1" })) },
      ],
    };

    expect((await failure(startProxy({ topology, log: SILENT }))).message).toMatch(/192\.0\.2\.1:\d+: .*EADDRNOTAVAIL/);
  });

  test("the admin endpoint's: the proxy is let go again", async () => {
    const taken = await takePort();
    const free = await freePort();

    const error = await failure(
      startProxy({ topology: topologyOf(free, { routes: [] }), log: SILENT, admin: `127.0.0.1:${taken}` }),
    );

    expect(error.message).toContain("listener admin: cannot listen on 127.0.0.1");
    await expect(fetchFrom(free, "/")).rejects.toThrow("ECONNREFUSED");
  });
});

describe("discovery by DNS", () => {
  test("the addresses of a name are members", async () => {
    const echo = await startEcho();
    const port = await freePort();
    const topology = topologyOf(port, {
      routes: [{ name: "all", backends: [{ service: "found" }] }],
      services: [{ name: "found", discovery: { type: "dns", hostname: "localhost", port: echo.port } }],
    });
    await startTopology(topology);

    await eventually(async () => (await fetchFrom(port, "/")).status === 200);
  });
});

test("addresses are those of the listeners", async () => {
  const port = await freePort();
  const echo = await startEcho();
  const { proxy } = await startTopology(
    topologyOf(port, {
      routes: [{ name: "a", backends: [{ service: "service" }] }],
      services: [{ name: "service", members: membersOf(echo) }],
    }),
  );

  expect(proxy.addresses()).toEqual([{ edge: "edge", listener: "http", protocol: "HTTP", address: "127.0.0.1", port }]);
});
