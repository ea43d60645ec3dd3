import { connect, type Socket } from "node:net";
import { SILENT, startProxy } from "../../../lib/proxy";
import { readConnectionLimits } from "../../../lib/proxy/connections";
import type { Topology } from "../../../lib/topology";
import { freePorts } from "../../support/free-ports";
import { afterTest } from "../support/cleanup";
import { fetchFrom } from "../support/clients";
import { eventually } from "../support/conditions";
import { startRawInstance } from "../support/instances";
import { membersOf, type ProxyOptions, startEcho, startTopology, topologyOf } from "../support/proxies";

/** A listener of HTTP and one of TCP. */
async function start(options: ProxyOptions) {
  const [http = 0, tcp = 0] = await freePorts(2);
  const db = await startRawInstance((socket) => socket.write("welcome"));
  const base = topologyOf(http, {
    routes: [{ name: "all", backends: [{ service: "web" }] }],
    services: [
      { name: "web", members: membersOf(await startEcho()) },
      { name: "db", protocol: "TCP", members: membersOf(db) },
    ],
  });
  const listener = { name: "db", address: "127.0.0.1", port: tcp, protocol: "TCP", service: "db" } as const;
  const topology: Topology = {
    ...base,
    edges: (base.edges ?? []).map((edge) => ({ ...edge, listeners: [...edge.listeners, listener] })),
  };
  await startTopology(topology, options);
  return { http, tcp };
}

/** What comes of a connection: its first bytes, or nothing where it is closed before any. */
function open(port: number): Promise<{ readonly socket: Socket; readonly text: string }> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    afterTest(() => socket.destroy());
    socket.on("error", () => {});
    socket.once("data", (data) => resolve({ socket, text: data.toString() }));
    socket.once("close", () => resolve({ socket, text: "" }));
  });
}

test("maxConnections: counted over all listeners, and closed as they come above it", async () => {
  const { http, tcp } = await start({ maxConnections: 3, maxConnectionsPerSource: 3 });

  const opened = [await open(tcp), await open(tcp), await open(tcp)];
  expect(opened.map(({ text }) => text)).toEqual(["welcome", "welcome", "welcome"]);
  expect((await open(tcp)).text).toBe("");
  await expect(fetchFrom(http, "/")).rejects.toThrow();

  for (const { socket } of opened) socket.destroy();
  await eventually(async () => (await fetchFrom(http, "/").catch(() => undefined))?.status === 200);
});

test("maxConnectionsPerSource: an address that has too many leaves room for others", async () => {
  const { http, tcp } = await start({ maxConnections: 10, maxConnectionsPerSource: 1 });
  expect((await open(tcp)).text).toBe("welcome");

  expect((await open(tcp)).text).toBe("");
  expect((await fetchFrom(http, "/", { localAddress: "127.0.0.2" })).status).toBe(200);
});

test.each([
  [{}, { connections: 50_000, sourceConnections: 20_000 }],
  [{ maxConnections: 1000 }, { connections: 1000, sourceConnections: 400 }],
  [{ maxConnections: 1 }, { connections: 1, sourceConnections: 1 }],
  [{ maxConnectionsPerSource: 7 }, { connections: 50_000, sourceConnections: 7 }],
  [
    { maxConnections: 100_000, maxConnectionsPerSource: 100_000 },
    { connections: 100_000, sourceConnections: 100_000 },
  ],
])("%j gives %j", (options, limits) => {
  expect(readConnectionLimits(options)).toEqual(limits);
});

test.each([
  [{ maxConnections: 0 }, "maxConnections: 0 is not a number of connections; write a whole number from 1 to 10000000"],
  [{ maxConnections: 1.5 }, "maxConnections: 1.5 is not"],
  [{ maxConnections: 20_000_000 }, "maxConnections: 20000000 is not"],
  [{ maxConnections: 10, maxConnectionsPerSource: 11 }, "maxConnectionsPerSource: 11 is not a number of connections"],
])("%j is refused", async (options, message) => {
  await expect(startProxy({ topology: { version: 1 }, log: SILENT, ...options })).rejects.toThrow(message);
});
