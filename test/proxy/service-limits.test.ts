import type { Service, ServiceLimits } from "../../lib/topology";
import { freePort } from "../support/free-ports";
import { answerCall, startHttp2Instance } from "./http/h2/grpc-server";
import { silentMember } from "./layer4/support/silent-member";
import { fetchFrom, RawClient } from "./support/clients";
import { eventually, Gate } from "./support/conditions";
import { startInstance } from "./support/instances";
import {
  ConfigFile,
  membersOf,
  startConfigFile,
  startEcho,
  startService,
  startTopology,
  topologyOf,
} from "./support/proxies";

/** An instance that answers nobody before the gate is open, and how many have asked. */
async function startGated() {
  const gate = new Gate();
  let asked = 0;
  const instance = await startInstance((_request, response) => {
    asked += 1;
    void gate.opened.then(() => response.end("late"));
  });
  return { instance, gate, asked: () => asked };
}

function bounded(limits: ServiceLimits, instance: { address: string; port: number }): Omit<Service, "name"> {
  return { members: membersOf(instance), limits };
}

test("connections: further requests to an instance wait for their turn", async () => {
  const { instance, gate, asked } = await startGated();
  const { port } = await startService(bounded({ connections: 2 }, instance));

  const replies = [1, 2, 3, 4].map(() => fetchFrom(port, "/"));
  await eventually(() => asked() === 2);
  gate.open();

  expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(asked()).toBe(4);
});

test("connections: of HTTP/2 they are requests under way", async () => {
  let most = 0;
  let now = 0;
  const instance = await startHttp2Instance((call) => {
    now += 1;
    most = Math.max(most, now);
    setImmediate(() => {
      now -= 1;
      answerCall(call, []);
    });
  });
  const { port } = await startService({ ...bounded({ connections: 2 }, instance), protocol: "H2C" });

  const replies = await Promise.all(Array.from({ length: 20 }, () => fetchFrom(port, "/")));

  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect(most).toBeLessThanOrEqual(2);
});

test("pendingRequests: who would wait beyond them is turned away", async () => {
  const { instance, gate, asked } = await startGated();
  const { port, records } = await startService(bounded({ connections: 1, pendingRequests: 0 }, instance));
  const first = fetchFrom(port, "/");
  await eventually(() => asked() === 1);

  expect((await fetchFrom(port, "/")).status).toBe(503);
  expect(records).toMatchObject([{ reason: expect.stringContaining("too many requests wait for it") }]);

  gate.open();
  expect((await first).status).toBe(200);
});

test("pendingTimeout: who waits for too long is turned away", async () => {
  const { instance, gate, asked } = await startGated();
  const { port, records } = await startService(bounded({ connections: 1, pendingTimeout: "50ms" }, instance));
  const first = fetchFrom(port, "/");
  await eventually(() => asked() === 1);

  expect((await fetchFrom(port, "/")).status).toBe(503);
  expect(records).toMatchObject([{ reason: expect.stringContaining("no connection was free in time") }]);

  gate.open();
  expect((await first).status).toBe(200);
});

describe("connectTimeout: an instance that does not accept is passed over in time", () => {
  const limits = { connectTimeout: "50ms" } as const;

  test.each(["HTTP", "H2C"] as const)("%s", async (protocol) => {
    const { port, records } = await startService({ protocol, members: [await silentMember()], limits });

    expect((await fetchFrom(port, "/")).status).toBe(503);
    expect(records).toMatchObject([{ reason: expect.stringContaining("no connection within 50 ms") }]);
  });

  test("TCP", async () => {
    const port = await freePort();
    const service = { name: "db", protocol: "TCP", members: [await silentMember()], limits } as const;
    const listener = { name: "db", address: "127.0.0.1", port, protocol: "TCP", service: "db" } as const;
    const begun = performance.now();
    await startTopology({ version: 1, edges: [{ name: "edge", listeners: [listener] }], services: [service] });

    await (await RawClient.open(port)).closed();

    expect(performance.now() - begun).toBeLessThan(4000);
  });
});

test("keepAliveTimeout: a connection to an instance that nobody needs is closed", async () => {
  const instance = await startInstance((_request, response) => response.end());
  const { port } = await startService(bounded({ keepAliveTimeout: "50ms" }, instance));
  const open = () =>
    new Promise<number>((resolve) => instance.server.getConnections((_error, count) => resolve(count)));

  await fetchFrom(port, "/");

  // Without a limit of its own it would be kept for 4 s.
  await eventually(async () => (await open()) === 0, 2000);
});

test("follow a reload: connections that are open stay", async () => {
  const { instance, gate, asked } = await startGated();
  const port = await freePort();
  const topologyWith = (limits: ServiceLimits) =>
    topologyOf(port, {
      routes: [{ name: "all", backends: [{ service: "service" }] }],
      services: [{ name: "service", ...bounded(limits, instance) }],
    });
  const file = new ConfigFile(topologyWith({ connections: 1, pendingRequests: 0 }));
  const { proxy } = await startConfigFile(file.path);
  const first = fetchFrom(port, "/");
  await eventually(() => asked() === 1);
  expect((await fetchFrom(port, "/")).status).toBe(503);

  file.write(topologyWith({ connections: 2, pendingRequests: 0 }));
  await proxy.reload();
  const second = fetchFrom(port, "/");
  await eventually(() => asked() === 2);
  gate.open();

  expect([(await first).status, (await second).status]).toEqual([200, 200]);
});

test("each service has its own", async () => {
  const { instance, gate, asked } = await startGated();
  const port = await freePort();
  const echo = await startEcho();
  await startTopology(
    topologyOf(port, {
      routes: [
        { name: "a", matches: [{ path: { type: "PathPrefix", value: "/a" } }], backends: [{ service: "a" }] },
        { name: "b", matches: [{ path: { type: "PathPrefix", value: "/b" } }], backends: [{ service: "b" }] },
      ],
      services: [
        { name: "a", ...bounded({ connections: 1, pendingRequests: 0 }, instance) },
        { name: "b", members: membersOf(echo) },
      ],
    }),
  );
  const held = fetchFrom(port, "/a");
  await eventually(() => asked() === 1);

  expect((await fetchFrom(port, "/a")).status).toBe(503);
  const others = await Promise.all([1, 2, 3].map(() => fetchFrom(port, "/b")));
  expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);

  gate.open();
  await held;
});
