import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Topology } from "../../lib/topology";
import { freePort, freePorts } from "../support/free-ports";
import { DatagramClient, startDatagramEcho } from "./layer4/support/datagrams";
import { afterTest } from "./support/cleanup";
import { echoFrom, fetchFrom, RawClient } from "./support/clients";
import { eventually, Gate } from "./support/conditions";
import { startInstance } from "./support/instances";
import { ProxyProcess } from "./support/processes";
import { ConfigFile, membersOf, startEcho, temporaryFolder, topologyOf } from "./support/proxies";

// Starting a process takes a while on a busy machine.
jest.setTimeout(60_000);

function topologyTo(
  port: number,
  ...instances: readonly { readonly address: string; readonly port: number }[]
): Topology {
  return topologyOf(port, {
    routes: [{ name: "all", backends: [{ service: "service" }] }],
    services: [{ name: "service", members: membersOf(...instances) }],
  });
}

describe.each([1, 2])("a proxy of %i process(es)", (workers) => {
  test("says when it is ready, answers, reloads on SIGHUP, drains on SIGTERM and exits 0", async () => {
    const answer = new Gate();
    const arrived = new Gate();
    const [one, two] = [await startEcho("one"), await startEcho("two")];
    const slow = await startInstance((_request, response) => {
      arrived.open();
      void answer.opened.then(() => response.end("late"));
    });
    const port = await freePort();
    const file = new ConfigFile(topologyTo(port, one));
    const proxy = new ProxyProcess({ configFile: file.path, workers });
    await proxy.ready();
    expect(proxy.stdout).toBe(`portico ready: edge/http HTTP 127.0.0.1:${port}\n`);
    expect((await echoFrom(port, "/")).service).toBe("one");

    file.write(topologyTo(port, two));
    proxy.signal("SIGHUP");
    await eventually(() => proxy.stderr.split('"generation":2').length > workers, 20_000);
    expect((await echoFrom(port, "/")).service).toBe("two");

    file.write(topologyTo(port, slow));
    proxy.signal("SIGHUP");
    await eventually(() => proxy.stderr.split('"generation":3').length > workers, 20_000);
    const pending = fetchFrom(port, "/");
    await arrived.opened;
    proxy.signal("SIGTERM");
    await eventually(() => refused(port), 20_000);
    answer.open();

    expect(await pending).toMatchObject({ status: 200, body: "late" });
    expect(await proxy.exit()).toBe(0);
    for (const message of ["draining", "stopped"])
      expect(proxy.stderr.split(`"msg":"${message}"`)).toHaveLength(workers + 1);
  });

  test("ends at once on a second signal", async () => {
    const arrived = new Gate();
    const stuck = await startInstance(() => arrived.open());
    const port = await freePort();
    const proxy = new ProxyProcess({ configFile: new ConfigFile(topologyTo(port, stuck)).path, workers });
    await proxy.ready();
    const client = await RawClient.open(port);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await arrived.opened;

    proxy.signal("SIGTERM");
    await eventually(() => refused(port), 20_000);
    proxy.signal("SIGINT");

    expect(await proxy.exit()).toBe(0);
  });

  test("has as many connections as it is told", async () => {
    const port = await freePort();
    const configFile = new ConfigFile(topologyTo(port, await startEcho("one"))).path;
    // Above nine tenths of it requests are turned away, so that here all are.
    const proxy = new ProxyProcess({ configFile, workers, maxConnections: 1 });
    await proxy.ready();

    expect(await fetchFrom(port, "/")).toMatchObject({ status: 503, body: "there are too many connections\n" });
  });

  // No other system says how many files a process may have open.
  (process.platform === "linux" ? test : test.skip)(
    "warns once where connections may take more files than it may have open, and says what to do",
    async () => {
      const configFile = new ConfigFile(topologyTo(await freePort(), await startEcho("one"))).path;
      const short = new ProxyProcess({ configFile, workers, maxConnections: 1000 }, 1024);
      await short.ready();
      await short.logged('"filesNeeded":2100');
      short.signal("SIGTERM");
      await short.exit();
      const enough = new ProxyProcess({ configFile, workers, maxConnections: 400 }, 1024);
      await enough.ready();
      enough.signal("SIGTERM");
      await enough.exit();

      const warnings = (log: string) =>
        log
          .split("\n")
          .filter((line) => line.includes("more files"))
          .map((line) => JSON.parse(line));
      expect(warnings(short.stderr)).toMatchObject([
        {
          level: "warn",
          maxConnections: 1000,
          filesNeeded: 2100,
          openFiles: 1024,
          remedy: expect.stringMatching(/ 462$|462\)$/),
        },
      ]);
      expect(warnings(enough.stderr)).toEqual([]);
    },
  );

  test("a configuration that is not valid: every problem on standard error, exit 2", async () => {
    const file = new ConfigFile(
      topologyOf(await freePort(), {
        routes: [
          { name: "a", backends: [{ service: "one" }] },
          { name: "b", backends: [{ service: "two" }] },
        ],
      }),
    );

    const proxy = new ProxyProcess({ configFile: file.path, workers });

    expect(await proxy.exit()).toBe(2);
    expect(proxy.stdout).toBe("");
    expect(proxy.stderr).toMatch(
      /^portico: error: routers\[0\]\.routes\[0\][^\n]*"one"[^\n]*\nportico: error: routers\[0\]\.routes\[1\][^\n]*"two"[^\n]*\n$/,
    );
  });

  test("a file that is not there: one line on standard error, exit 2", async () => {
    const missing = join(temporaryFolder(), "none.json");

    const proxy = new ProxyProcess({ configFile: missing, workers });

    expect(await proxy.exit()).toBe(2);
    expect(proxy.stdout).toBe("");
    expect(proxy.stderr).toBe(`portico: error: ${missing} does not exist; name a file that exists and may be read\n`);
  });

  test("a port already in use: one line on standard error, exit 1", async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    afterTest(() => server.close());

    const proxy = new ProxyProcess({ configFile: new ConfigFile(topologyTo(port)).path, workers });

    expect(await proxy.exit()).toBe(1);
    expect(proxy.stdout).toBe("");
    expect(proxy.stderr).toBe(
      `portico: error: listener edge/http: cannot listen on 127.0.0.1:${port}: the port is already in use (EADDRINUSE)\n`,
    );
  });
});

test("without a listener it waits for its file to name one", async () => {
  const echo = await startEcho("late");
  const port = await freePort();
  const file = new ConfigFile({ version: 1 });
  const proxy = new ProxyProcess({ configFile: file.path });
  await proxy.ready();
  expect(proxy.stdout).toBe("portico ready: no listeners yet\n");

  file.write(topologyTo(port, echo));
  await eventually(() => proxy.stderr.includes('"generation":2'), 20_000);
  expect((await echoFrom(port, "/")).service).toBe("late");

  proxy.signal("SIGTERM");
  expect(await proxy.exit()).toBe(0);
});

describe("several processes", () => {
  test("share the listeners, count together, and one that dies is replaced", async () => {
    const echo = await startEcho();
    const [port, admin] = await freePorts(2);
    if (port === undefined || admin === undefined) throw new Error("no ports");
    const file = new ConfigFile(topologyTo(port, echo));
    const proxy = new ProxyProcess({ configFile: file.path, workers: 2, admin: `127.0.0.1:${admin}` });
    await proxy.ready();
    for (let index = 0; index < 10; index++) await echoFrom(port, "/");
    const text = await metricsOf(admin);
    expect(text).toMatch(/portico_requests_total\{.*status_class="2xx"\} 10\n/);
    expect(text).toMatch(/portico_config_generation 1\n/);
    expect(text).toMatch(/portico_instance_healthy\{.*\} 1\n/);
    expect((await fetchFrom(admin, "/readyz")).status).toBe(200);
    expect(JSON.parse((await fetchFrom(admin, "/topology")).body)).toEqual(topologyTo(port, echo));

    const [victim] = workersOf(proxy);
    process.kill(victim ?? 0, "SIGKILL");
    await proxy.logged("a worker has died and is replaced");
    await eventually(async () => (await fetchFrom(admin, "/readyz")).status === 200, 20_000);

    await eventually(() => workersOf(proxy).length === 3, 20_000);
    for (let index = 0; index < 4; index++) await echoFrom(port, "/");
    expect(await metricsOf(admin)).toMatch(/portico_requests_total\{.*status_class="2xx"\} 14\n/);
    proxy.signal("SIGTERM");
    expect(await proxy.exit()).toBe(0);
  });

  test("one that dies while the file is bad is replaced by one that runs what the others run", async () => {
    const echo = await startEcho();
    const [port, admin] = await freePorts(2);
    if (port === undefined || admin === undefined) throw new Error("no ports");
    const file = new ConfigFile(topologyTo(port, echo));
    const proxy = new ProxyProcess({ configFile: file.path, workers: 2, admin: `127.0.0.1:${admin}` });
    await proxy.ready();
    file.write("{");
    await proxy.logged("configuration refused");

    for (const pid of workersOf(proxy)) process.kill(pid, "SIGKILL");
    await eventually(() => workersOf(proxy).length === 4, 20_000);

    expect((await echoFrom(port, "/")).service).toBe("service");
    expect((await fetchFrom(admin, "/readyz")).status).toBe(200);
  });

  test("count on where one died after a reload", async () => {
    const [one, two] = [await startEcho("one"), await startEcho("two")];
    const [port, admin] = await freePorts(2);
    if (port === undefined || admin === undefined) throw new Error("no ports");
    const file = new ConfigFile(topologyTo(port, one));
    const proxy = new ProxyProcess({ configFile: file.path, workers: 2, admin: `127.0.0.1:${admin}` });
    await proxy.ready();
    file.write(topologyTo(port, two));
    const generations = () => [...proxy.stderr.matchAll(/"pid":(\d+),"generation":2/g)].map(([, pid]) => Number(pid));
    await eventually(() => generations().length === 2, 20_000);
    expect(new Set(generations())).toEqual(new Set(workersOf(proxy)));

    for (const pid of workersOf(proxy)) process.kill(pid, "SIGKILL");
    await eventually(() => workersOf(proxy).length === 4, 20_000);

    expect(await metricsOf(admin)).toMatch(/portico_config_generation 2\n/);
  });

  test("keep the datagrams of one client together, and go on when the one that has them dies", async () => {
    const instances = await Promise.all(["one", "two", "three"].map((name) => startDatagramEcho(name)));
    const port = await freePort();
    const topology: Topology = {
      version: 1,
      edges: [
        {
          name: "edge",
          listeners: [{ name: "dns", address: "127.0.0.1", port, protocol: "UDP", service: "resolver" }],
        },
      ],
      services: [{ name: "resolver", protocol: "UDP", members: membersOf(...instances) }],
    };
    const proxy = new ProxyProcess({ configFile: new ConfigFile(topology).path, workers: 2 });
    await proxy.ready();
    expect(proxy.stdout).toContain(`edge/dns UDP 127.0.0.1:${port}`);
    const client = await DatagramClient.to(port);

    for (let index = 0; index < 10; index++) expect(await client.ask(`${index}`)).toMatch(`:${index}`);
    expect(instances.filter(({ sources }) => sources.size > 0)).toHaveLength(1);

    for (const pid of workersOf(proxy)) process.kill(pid, "SIGKILL");
    await eventually(() => workersOf(proxy).length === 4, 20_000);
    expect(await client.ask("again")).toMatch(":again");
  });

  test("a client tied by a cookie stays with its instance, whichever process it meets", async () => {
    const echoes = [await startEcho(), await startEcho(), await startEcho()];
    const port = await freePort();
    const topology = topologyTo(port, ...echoes);
    const services = (topology.services ?? []).map((service) => ({
      ...service,
      sessionAffinity: { type: "Cookie" as const },
    }));
    const proxy = new ProxyProcess({ configFile: new ConfigFile({ ...topology, services }).path, workers: 2 });
    await proxy.ready();
    const first = await fetchFrom(port, "/");
    const cookie = first.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    const { instance } = JSON.parse(first.body) as { instance: string };

    const seen = new Set<string>();
    for (let index = 0; index < 10; index++) {
      seen.add((await echoFrom(port, "/", { headers: { cookie } })).instance);
    }

    expect(seen).toEqual(new Set([instance]));
  });
});

/** The ids of the processes that a proxy has started, as its log tells them. */
function workersOf(proxy: ProxyProcess): readonly number[] {
  return [...proxy.stderr.matchAll(/"pid":(\d+),"msg":"worker is ready"/g)].map(([, pid]) => Number(pid));
}

function metricsOf(port: number): Promise<string> {
  return fetchFrom(port, "/metrics").then(({ body }) => body);
}

function refused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port, agent: false });
    sent.on("error", () => resolve(true));
    sent.on("socket", (socket) => {
      socket.on("connect", () => {
        sent.destroy();
        resolve(false);
      });
    });
  });
}
