import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, createServer } from "node:net";
import type { HealthCheck } from "../../lib/topology";
import { freePort } from "../support/free-ports";
import { afterTest } from "./support/cleanup";
import { fetchFrom } from "./support/clients";
import { eventually } from "./support/conditions";
import { startInstance } from "./support/instances";
import { membersOf, startEcho, startService } from "./support/proxies";

/** An instance whose health the test decides. */
async function startPatient() {
  const state = { status: 200, checks: 0 };
  const instance = await startInstance((request, response) => {
    if (request.url !== "/healthz") {
      response.end("served");
      return;
    }
    state.checks += 1;
    response.writeHead(state.status).end();
  });
  return { state, instance };
}

const HTTP_CHECK: HealthCheck = {
  type: "HTTP",
  path: "/healthz",
  interval: "20ms",
  timeout: "20ms",
  healthyThreshold: 2,
  unhealthyThreshold: 2,
};

describe("active checks", () => {
  test("an instance that fails its checks takes no traffic, and all of them failing is 503", async () => {
    const { state, instance } = await startPatient();
    const { port } = await startService({ members: membersOf(instance), healthCheck: HTTP_CHECK });
    expect((await fetchFrom(port, "/")).status).toBe(200);

    state.status = 500;
    await eventually(async () => (await fetchFrom(port, "/")).status === 503);

    state.status = 200;
    await eventually(async () => (await fetchFrom(port, "/")).status === 200);
  });

  test("other instances answer meanwhile", async () => {
    const { state, instance } = await startPatient();
    const echo = await startEcho();
    const { port } = await startService({
      members: membersOf(instance, echo),
      healthCheck: { ...HTTP_CHECK, expectedStatuses: ["200"] },
    });
    state.status = 404;
    // A path that the echo service answers with 200 as well.
    await eventually(async () => {
      const bodies = [await fetchFrom(port, "/"), await fetchFrom(port, "/")].map(({ body }) => body);
      return bodies.every((body) => body !== "served");
    });
  });

  test("expectedStatuses decides what is well", async () => {
    const { state, instance } = await startPatient();
    state.status = 418;
    const { port } = await startService({
      members: membersOf(instance),
      healthCheck: { ...HTTP_CHECK, expectedStatuses: ["418"] },
    });
    await eventually(() => state.checks > 3);

    await eventually(async () => (await fetchFrom(port, "/")).status === 200);
  });

  test("a check that is not answered in time has failed", async () => {
    const instance = await startInstance((request, response) => {
      if (request.url !== "/healthz") response.end("served");
    });
    const { port } = await startService({ members: membersOf(instance), healthCheck: HTTP_CHECK });

    await eventually(async () => (await fetchFrom(port, "/")).status === 503);
  });

  test("TCP: a port of its own that accepts connections", async () => {
    const { instance } = await startPatient();
    const checkPort = await freePort();
    const { port } = await startService({
      members: membersOf(instance),
      healthCheck: { type: "TCP", port: checkPort, interval: "20ms", timeout: "20ms", healthyThreshold: 1 },
    });
    await eventually(async () => (await fetchFrom(port, "/")).status === 503);

    const door = createServer((socket) => socket.on("error", () => {}).end());
    await new Promise<void>((resolve) => door.listen(checkPort, "127.0.0.1", resolve));

    await eventually(async () => (await fetchFrom(port, "/")).status === 200);
    door.close();
  });

  const grpc: readonly (readonly [string, GrpcAnswer, number])[] = [
    ["SERVING", { message: [0x08, 1], status: "0" }, 200],
    ["NOT_SERVING", { message: [0x08, 2], status: "0" }, 503],
    ["UNKNOWN, which is sent as nothing", { message: [], status: "0" }, 503],
    ["an error", { message: [], status: "5" }, 503],
    ["an unimplemented method, refused in the first fields", { status: "12" }, 503],
  ];

  test.each(grpc)("GRPC: %s", async (_what, answer, status) => {
    const { instance } = await startPatient();
    const health = await startGrpcHealth(answer);
    const { port } = await startService({
      members: membersOf(instance),
      healthCheck: { type: "GRPC", port: health.port, interval: "20ms", timeout: "20ms" },
    });
    await eventually(() => health.checks() > 1);

    await eventually(async () => (await fetchFrom(port, "/")).status === status);
  });

  test("GRPC: a server of another protocol is not well", async () => {
    const { instance } = await startPatient();
    const { port } = await startService({
      members: membersOf(instance),
      healthCheck: { type: "GRPC", interval: "20ms", timeout: "20ms" },
    });

    await eventually(async () => (await fetchFrom(port, "/")).status === 503);
  });

  test("end with the proxy", async () => {
    const { state, instance } = await startPatient();
    const { proxy } = await startService({ members: membersOf(instance), healthCheck: HTTP_CHECK });
    await eventually(() => state.checks > 0);

    await proxy.close({ graceMs: 0 });
    const { checks } = state;
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(state.checks).toBeLessThanOrEqual(checks + 1);
  });
});

interface GrpcAnswer {
  /** Absent: refused without a body. */
  readonly message?: readonly number[];
  readonly status: string;
}

/** A server of the gRPC health checking protocol that always answers the same. */
async function startGrpcHealth({ message, status }: GrpcAnswer) {
  let checks = 0;
  const server = createHttp2Server();
  server.on("stream", (stream, fields) => {
    checks += 1;
    if (message === undefined || fields[":path"] !== "/grpc.health.v1.Health/Check") {
      stream.respond(
        { ":status": 200, "content-type": "application/grpc", "grpc-status": status },
        { endStream: true },
      );
      return;
    }
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status }));
    stream.end(Buffer.from([0, 0, 0, 0, message.length, ...message]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterTest(() => server.close());
  return { port: (server.address() as AddressInfo).port, checks: () => checks };
}
