import { createServer } from "node:net";
import type { HealthCheck } from "../../lib/topology";
import { freePort } from "../support/free-ports";
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

    expect((await fetchFrom(port, "/")).status).toBe(200);
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
