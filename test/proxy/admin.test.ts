import { readAdminAddress } from "../../lib/proxy/admin";
import { freePort } from "../support/free-ports";
import { fetchFrom, RawClient } from "./support/clients";
import { eventually, Gate } from "./support/conditions";
import { startInstance } from "./support/instances";
import {
  ConfigFile,
  membersOf,
  startConfigFile,
  startEcho,
  startRoutes,
  startService,
  topologyOf,
} from "./support/proxies";

const ADMIN = { admin: "127.0.0.1:0" } as const;

async function startWithAdmin() {
  const echo = await startEcho();
  const started = await startService({ members: membersOf(echo) }, {}, ADMIN);
  return { ...started, echo, admin: started.proxy.adminAddress?.port ?? 0 };
}

describe("the admin endpoint", () => {
  test("is off unless asked for", async () => {
    const { proxy } = await startService({ members: [] });

    expect(proxy.adminAddress).toBeUndefined();
  });

  test.each([
    { path: "/healthz", status: 200, body: "ok\n" },
    { path: "/readyz", status: 200, body: "ready\n" },
    { path: "/readyz?x", status: 200, body: "ready\n" },
    { path: "/", status: 404, body: "there are /healthz, /readyz, /metrics and /topology\n" },
  ])("$path: $status", async ({ path, status, body }) => {
    const { admin } = await startWithAdmin();

    expect(await fetchFrom(admin, path)).toMatchObject({ status, body });
  });

  test("takes GET and HEAD alone", async () => {
    const { admin } = await startWithAdmin();

    expect(await fetchFrom(admin, "/healthz", { method: "POST" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
    expect((await fetchFrom(admin, "/healthz", { method: "HEAD" })).status).toBe(200);
  });

  test("when the proxy closes, readiness fails first, while requests still end", async () => {
    const answer = new Gate();
    const arrived = new Gate();
    const instance = await startInstance((_request, response) => {
      arrived.open();
      void answer.opened.then(() => response.end("late"));
    });
    const { proxy, port } = await startService({ members: membersOf(instance) }, {}, ADMIN);
    const admin = proxy.adminAddress?.port ?? 0;
    const pending = fetchFrom(port, "/");
    await arrived.opened;

    const closed = proxy.close({ graceMs: 10_000 });

    expect(await fetchFrom(admin, "/readyz")).toMatchObject({ status: 503, body: "not ready\n" });
    expect((await fetchFrom(admin, "/healthz")).status).toBe(200);
    answer.open();
    expect((await pending).body).toBe("late");
    await closed;
    await expect(fetchFrom(admin, "/healthz")).rejects.toThrow("ECONNREFUSED");
  });

  test("/topology shows what runs, without values that look like credentials", async () => {
    const { proxy } = await startRoutes(
      [
        {
          name: "all",
          filters: [
            {
              type: "RequestHeaderModifier",
              set: [
                { name: "Authorization", value: "Bearer s3cret" },
                { name: "x-api-key", value: "s3cret" },
                { name: "x-plain", value: "shown" },
              ],
            },
            { type: "BasicAuth", users: ["ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="] },
          ],
          backends: [{ service: "service" }],
        },
      ],
      [{ name: "service" }],
      ADMIN,
    );

    const { headers, body } = await fetchFrom(proxy.adminAddress?.port ?? 0, "/topology");

    expect(headers["content-type"]).toBe("application/json");
    expect(body).not.toContain("s3cret");
    expect(body).not.toContain("5en6G6MezRroT3XKqkdPOmY");
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      routers: [
        {
          routes: [{ filters: [{ set: [{}, {}, { name: "x-plain", value: "shown" }] }, { users: ["ann:(hidden)"] }] }],
        },
      ],
    });
  });
});

describe("/metrics", () => {
  async function metricsOf(port: number): Promise<string> {
    return (await fetchFrom(port, "/metrics")).body;
  }

  test("counts requests by listener, router, route, service and status class", async () => {
    const { port, admin } = await startWithAdmin();
    await fetchFrom(port, "/");
    await fetchFrom(port, "/");
    const client = await RawClient.open(port);
    client.send("GET / HTTP/1.1\r\n\r\n");
    await client.closed();

    const text = await metricsOf(admin);

    expect(text).toContain(
      'portico_requests_total{listener="edge/http",router="main",route="all",service="service",status_class="2xx"} 2',
    );
    expect(text).toContain(
      'portico_requests_total{listener="edge/http",router="",route="",service="",status_class="4xx"} 1',
    );
    expect(text).toContain('portico_request_duration_seconds_count{listener="edge/http",service="service"} 2');
  });

  test("shows open connections and the state of instances", async () => {
    const { port, admin, echo } = await startWithAdmin();
    const client = await RawClient.open(port);
    await eventually(async () => (await metricsOf(admin)).includes('portico_connections{listener="edge/http"} 1'));
    client.socket.destroy();
    await eventually(async () => (await metricsOf(admin)).includes('portico_connections{listener="edge/http"} 0'));
    const healthy = `portico_instance_healthy{service="service",instance="127.0.0.1:${echo.port}"}`;
    expect(await metricsOf(admin)).toContain(`${healthy} 1`);

    await echo.close();
    await fetchFrom(port, "/");

    expect(await metricsOf(admin)).toContain(`${healthy} 0`);
  });

  test("counts reloads, and keeps all other counts over them", async () => {
    const echo = await startEcho();
    const port = await freePort();
    const topology = topologyOf(port, {
      routes: [{ name: "all", backends: [{ service: "service" }] }],
      services: [{ name: "service", members: membersOf(echo) }],
    });
    const file = new ConfigFile(topology);
    const { proxy } = await startConfigFile(file.path, ADMIN);
    const admin = proxy.adminAddress?.port ?? 0;
    await fetchFrom(port, "/");

    file.write("{");
    await proxy.reload();
    let text = await metricsOf(admin);
    expect(text).toContain('portico_config_reloads_total{result="refused"} 1');
    expect(text).toContain("portico_config_generation 1");

    file.write({ ...topology, services: [...(topology.services ?? []), { name: "more" }] });
    await proxy.reload();
    text = await metricsOf(admin);
    expect(text).toContain('portico_config_reloads_total{result="applied"} 1');
    expect(text).toContain("portico_config_generation 2");
    expect(text).toContain('service="service",status_class="2xx"} 1');
  });

  test("instances that are gone leave no series behind", async () => {
    const echo = await startEcho();
    const port = await freePort();
    const topology = topologyOf(port, { routes: [], services: [{ name: "service", members: membersOf(echo) }] });
    const file = new ConfigFile(topology);
    const { proxy } = await startConfigFile(file.path, ADMIN);
    const admin = proxy.adminAddress?.port ?? 0;
    expect(await metricsOf(admin)).toContain(`:${echo.port}"`);

    file.write({ ...topology, services: [{ name: "service", members: [] }] });
    await proxy.reload();

    expect(await metricsOf(admin)).not.toContain(`:${echo.port}"`);
  });
});

describe("admin addresses", () => {
  test.each([
    { text: "127.0.0.1:9000", address: "127.0.0.1", port: 9000 },
    { text: "localhost:0", address: "localhost", port: 0 },
    { text: "[::1]:9000", address: "::1", port: 9000 },
  ])("$text", ({ text, address, port }) => {
    expect(readAdminAddress(text)).toEqual({ address, port });
  });

  test.each(["9000", ":9000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "::1:9000", "[x]:9000", ""])(
    "%p is none",
    (text) => {
      expect(() => readAdminAddress(text)).toThrow("is not an address for the admin endpoint");
    },
  );
});
