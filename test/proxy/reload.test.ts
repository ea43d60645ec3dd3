import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import { type ProxyLog, SILENT } from "../../lib/proxy";
import type { Listener, Topology } from "../../lib/topology";
import { freePort, freePorts } from "../support/free-ports";
import { afterTest } from "./support/cleanup";
import { echoFrom, fetchFrom, keepAliveAgent, RawClient } from "./support/clients";
import { eventually, Gate } from "./support/conditions";
import { startInstance } from "./support/instances";
import { ConfigFile, membersOf, startConfigFile, startEcho, temporaryFolder, topologyOf } from "./support/proxies";

type Echo = Awaited<ReturnType<typeof startEcho>>;

/** Everything to one service of these instances. */
function topologyTo(port: number, ...echoes: readonly { readonly address: string; readonly port: number }[]): Topology {
  return topologyOf(port, {
    routes: [{ name: "all", backends: [{ service: "service" }] }],
    services: [{ name: "service", members: membersOf(...echoes) }],
  });
}

/** A proxy that runs a file. */
async function startFile(topology: Topology, log: ProxyLog = SILENT) {
  const file = new ConfigFile(topology);
  return { file, ...(await startConfigFile(file.path, { log })) };
}

/** A log that keeps what went wrong. */
function keepingLog(): { readonly log: ProxyLog; readonly errors: { message: string; fields: unknown }[] } {
  const errors: { message: string; fields: unknown }[] = [];
  return { log: { ...SILENT, error: (message, fields) => errors.push({ message, fields }) }, errors };
}

describe("a changed file", () => {
  test("is taken up by itself", async () => {
    const [one, two] = [await startEcho("one"), await startEcho("two")];
    const port = await freePort();
    const { file } = await startFile(topologyTo(port, one));
    expect((await echoFrom(port, "/")).service).toBe("one");

    file.write(topologyTo(port, two));

    await eventually(async () => (await echoFrom(port, "/")).service === "two");
  });

  test("is taken up at once on reload", async () => {
    const [one, two] = [await startEcho("one"), await startEcho("two")];
    const port = await freePort();
    const { file, proxy } = await startFile(topologyTo(port, one));

    file.write(topologyTo(port, two));

    expect(await proxy.reload()).toBe("applied");
    expect((await echoFrom(port, "/")).service).toBe("two");
    expect(await proxy.reload()).toBe("unchanged");
  });

  test("is taken up where a link changes its target, as a ConfigMap's does", async () => {
    const [one, two] = [await startEcho("one"), await startEcho("two")];
    const port = await freePort();
    const folder = temporaryFolder();
    const publish = (version: string, topology: Topology): void => {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, "topology.json"), JSON.stringify(topology));
      symlinkSync(version, join(folder, "..data_tmp"));
      renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
    };
    publish("..1", topologyTo(port, one));
    symlinkSync("..data/topology.json", join(folder, "topology.json"));
    await startConfigFile(join(folder, "topology.json"));

    publish("..2", topologyTo(port, two));

    await eventually(async () => (await echoFrom(port, "/")).service === "two");
  });

  test("is taken up where the file was gone for a while", async () => {
    const [one, two] = [await startEcho("one"), await startEcho("two")];
    const port = await freePort();
    const { log, errors } = keepingLog();
    const { file } = await startFile(topologyTo(port, one), log);

    unlinkSync(file.path);
    await eventually(() => errors.length > 0);
    expect((await echoFrom(port, "/")).service).toBe("one");
    file.write(topologyTo(port, two));

    await eventually(async () => (await echoFrom(port, "/")).service === "two");
  });
});

describe("a bad configuration never replaces a good one", () => {
  const bad: readonly (readonly [string, (port: number) => Topology | string, RegExp])[] = [
    ["no JSON", () => "{", /line 1/],
    [
      "an unknown service",
      (port) => topologyOf(port, { routes: [{ name: "a", backends: [{ service: "nobody" }] }] }),
      /no service "nobody"/,
    ],
    [
      "something that this proxy cannot do",
      (port) => {
        const discovery = { type: "docker", label: "x", port: 80 } as const;
        return topologyOf(port, { routes: [], services: [{ name: "a", discovery }] });
      },
      /cannot learn members by docker/,
    ],
  ];

  test.each(bad)("%s: one log line with the problem, and everything goes on", async (_what, content, problem) => {
    const echo = await startEcho();
    const port = await freePort();
    const { log, errors } = keepingLog();
    const { file, proxy } = await startFile(topologyTo(port, echo), log);
    const agent = keepAliveAgent();
    await fetchFrom(port, "/", { agent });

    file.write(content(port));

    expect(await proxy.reload()).toBe("refused");
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors[0]?.fields)).toMatch(new RegExp(problem.source.replaceAll('"', '\\\\"')));
    expect((await fetchFrom(port, "/", { agent })).status).toBe(200);
    expect(proxy.topology()).toEqual(topologyTo(port, echo));
  });

  test("all problems are in that line", async () => {
    const port = await freePort();
    const { log, errors } = keepingLog();
    const { file, proxy } = await startFile(topologyTo(port), log);

    file.write(
      topologyOf(port, {
        routes: [
          { name: "a", backends: [{ service: "one" }] },
          { name: "b", backends: [{ service: "two" }] },
        ],
      }),
    );
    await proxy.reload();

    const { problems } = (errors[0]?.fields ?? {}) as { problems: string[] };
    expect(problems.filter((problem) => /no service "(one|two)"/.test(problem))).toHaveLength(2);
  });

  test("a socket that cannot be bound: nothing of the new configuration is taken up", async () => {
    const [one, two] = [await startEcho("one"), await startEcho("two")];
    const port = await freePort();
    const taken = await startInstance(() => {});
    const { log, errors } = keepingLog();
    const { file, proxy } = await startFile(topologyTo(port, one), log);

    file.write(withListeners(topologyTo(port, two), [port, taken.port]));

    expect(await proxy.reload()).toBe("refused");
    expect((await echoFrom(port, "/")).service).toBe("one");
    expect(proxy.addresses()).toHaveLength(1);
    expect(JSON.stringify(errors)).toContain(`cannot listen on 127.0.0.1:${taken.port}`);
  });
});

/** The same with an HTTP listener at each of these ports. */
function withListeners(topology: Topology, ports: readonly number[]): Topology {
  const listeners = ports.map(
    (port, index): Listener => ({
      name: `http-${index}`,
      address: "127.0.0.1",
      port,
      protocol: "HTTP",
      router: "main",
    }),
  );
  return { ...topology, edges: [{ name: "edge", listeners }] };
}

describe("listeners", () => {
  test("a new one is opened, a removed one is closed, and one that stays keeps its connections", async () => {
    const echo = await startEcho();
    const [stays, goes, comes] = await freePorts(3);
    if (stays === undefined || goes === undefined || comes === undefined) throw new Error("no ports");
    const { file, proxy } = await startFile(withListeners(topologyTo(0, echo), [stays, goes]));
    const client = await RawClient.open(stays);
    client.send("GET /one HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until(/\/one/);

    file.write(withListeners(topologyTo(0, echo), [stays, comes]));
    await proxy.reload();

    client.send("GET /two HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until(/\/two/);
    expect((await fetchFrom(comes, "/")).status).toBe(200);
    await expect(fetchFrom(goes, "/")).rejects.toThrow("ECONNREFUSED");
  });

  test("a removed one lets its requests end, and tells the client that the connection closes", async () => {
    const answer = new Gate();
    const instance = await startInstance((_request, response) => void answer.opened.then(() => response.end("late")));
    const [stays, goes] = await freePorts(2);
    if (stays === undefined || goes === undefined) throw new Error("no ports");
    const { file, proxy } = await startFile(withListeners(topologyTo(0, instance), [stays, goes]));
    const client = await RawClient.open(goes);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await eventually(() => connections(instance.server));

    file.write(withListeners(topologyTo(0, instance), [stays]));
    await proxy.reload();
    answer.open();

    const text = await client.closed();
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toMatch(/connection: close/i);
    expect(text).toContain("late");
  });

  test("one whose address changes within the same port goes over to it", async () => {
    const echo = await startEcho();
    const port = await freePort();
    const { file, proxy } = await startFile(topologyTo(port, echo));
    const everywhere = topologyTo(port, echo);
    const edges = (everywhere.edges ?? []).map((edge) => ({
      ...edge,
      listeners: edge.listeners.map((listener) => ({ ...listener, address: "0.0.0.0" })),
    }));

    file.write({ ...everywhere, edges });

    expect(await proxy.reload()).toBe("applied");
    expect(proxy.addresses()).toMatchObject([{ address: "0.0.0.0", port }]);
    expect((await fetchFrom(port, "/")).status).toBe(200);
  });

  test("a renamed one keeps its connections", async () => {
    const echo = await startEcho();
    const port = await freePort();
    const { file, proxy, records } = await startFile(topologyTo(port, echo));
    const client = await RawClient.open(port);
    client.send("GET /one HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until(/\/one/);

    file.write(withListeners(topologyTo(0, echo), [port]));
    await proxy.reload();
    client.send("GET /two HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until(/\/two/);

    await eventually(() => records.length === 2);
    expect(records.map(({ listener }) => listener.name)).toEqual(["http", "http-0"]);
  });
});

describe("instances", () => {
  test("one that is taken away finishes its requests", async () => {
    const answer = new Gate();
    const leaving = await startInstance((_request, response) => void answer.opened.then(() => response.end("late")));
    const echo = await startEcho();
    const port = await freePort();
    const { file, proxy } = await startFile(topologyTo(port, leaving));
    const pending = fetchFrom(port, "/");
    await eventually(() => connections(leaving.server));

    file.write(topologyTo(port, echo));
    await proxy.reload();
    expect((await echoFrom(port, "/")).service).toBe("service");
    answer.open();

    expect(await pending).toMatchObject({ status: 200, body: "late" });
  });

  test("what has not ended within the drain time is cut", async () => {
    const leaving = await startInstance((_request, response) => response.write("begun"));
    const port = await freePort();
    const draining = (topology: Topology): Topology => ({
      ...topology,
      services: (topology.services ?? []).map((service) => ({ ...service, drain: "50ms" })),
    });
    const { file, proxy } = await startFile(draining(topologyTo(port, leaving)));
    const client = await RawClient.open(port);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until(/begun/);

    file.write(draining(topologyTo(port)));
    await proxy.reload();

    await client.closed();
    expect((await fetchFrom(port, "/")).status).toBe(503);
  });

  test("those that stay keep the proxy's connections to them", async () => {
    let opened = 0;
    const instance = await startInstance((_request, response) => response.end());
    instance.server.on("connection", () => {
      opened += 1;
    });
    const port = await freePort();
    const { file, proxy } = await startFile(topologyTo(port, instance));
    await fetchFrom(port, "/");

    for (let change = 0; change < 3; change++) {
      const topology = topologyTo(port, instance);
      file.write({ ...topology, services: [...(topology.services ?? []), { name: `other-${change}` }] });
      expect(await proxy.reload()).toBe("applied");
      await fetchFrom(port, "/");
    }

    expect(opened).toBe(1);
  });
});

test("a WebSocket lives on over changes that do not concern its instance", async () => {
  const instance = await startInstance(() => {});
  instance.server.on("upgrade", (_request, socket) => {
    socket.on("error", () => {});
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    socket.on("data", (data: Buffer) => socket.write(data));
  });
  const echo = await startEcho();
  const port = await freePort();
  const { file, proxy } = await startFile(topologyTo(port, instance));
  const client = await RawClient.open(port);
  client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
  await client.until(/\r\n\r\n/);

  file.write(topologyTo(port, instance, echo));
  expect(await proxy.reload()).toBe("applied");
  file.write(withListeners(topologyTo(0, instance, echo), [port]));
  expect(await proxy.reload()).toBe("applied");
  client.send("still here");

  await client.until(/still here$/);
});

test("a configuration that flips under load loses no request", async () => {
  const echoes = await Promise.all(["a", "a", "b", "b"].map((service) => startEcho(service)));
  const [port, second, third] = await freePorts(3);
  if (port === undefined || second === undefined || third === undefined) throw new Error("no ports");
  const [a1, a2, b1, b2] = echoes as [Echo, Echo, Echo, Echo];
  const variants = [
    withListeners(topologyTo(0, a1, a2), [port]),
    withListeners(topologyTo(0, b1, b2), [port, second]),
    withListeners(topologyTo(0, a2, b1), [port, third]),
    withListeners(topologyTo(0, b2), [port]),
  ];
  const [first] = variants;
  if (first === undefined) throw new Error("no variant");
  const { file, proxy } = await startFile(first);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  afterTest(() => agent.destroy());
  let running = true;
  let answered = 0;
  const failures: string[] = [];
  const hammer = async (index: number): Promise<void> => {
    while (running) {
      try {
        const body = index % 2 === 0 ? "" : "x".repeat(2000);
        const reply = await fetchFrom(port, "/load", { method: index % 2 === 0 ? "GET" : "POST", body, agent });
        if (reply.status === 200) answered += 1;
        else failures.push(`${reply.status} ${reply.body}`);
      } catch (error) {
        failures.push(String(error));
      }
    }
  };
  const clients = Array.from({ length: 16 }, (_, index) => hammer(index));

  for (let flip = 1; flip <= 20; flip++) {
    file.write(variants[flip % variants.length] ?? first);
    expect(await proxy.reload()).toBe("applied");
    const before = answered;
    await eventually(() => answered > before + 50);
  }
  running = false;
  await Promise.all(clients);

  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(1000);
}, 30_000);

test("a change that arrives while another is taken up is taken up after it, and none before one that came earlier", async () => {
  const port = await freePort();
  // So many that taking one up takes several turns of the loop.
  const version = (number: number): Topology =>
    topologyOf(port, {
      routes: Array.from({ length: 3000 }, (_, index) => ({
        name: `route-${index}`,
        matches: [{ path: { type: "PathPrefix", value: `/${index}` } }],
        filters: [{ type: "FixedResponse", statusCode: 200 + number }],
      })),
    });
  const versionOf = (topology: Topology): number => {
    const [filter] = topology.routers?.[0]?.routes[0]?.filters ?? [];
    return filter?.type === "FixedResponse" ? filter.statusCode - 200 : Number.NaN;
  };
  const { file, proxy } = await startFile(version(0));
  const statuses: number[] = [];
  const running: number[] = [];
  let last: Promise<unknown> = Promise.resolve();

  for (let number = 1; number <= 12; number++) {
    file.write(version(number));
    last = proxy.reload();
    for (let request = 0; request < number; request++) {
      statuses.push((await fetchFrom(port, "/2999/x")).status);
      running.push(versionOf(proxy.topology()));
    }
  }
  await last;

  expect(versionOf(proxy.topology())).toBe(12);
  expect((await fetchFrom(port, "/0")).status).toBe(212);
  expect(running).toEqual(running.toSorted((a, b) => a - b));
  expect(statuses).toEqual(statuses.toSorted((a, b) => a - b));
}, 30_000);

function connections(server: { getConnections(callback: (error: Error | null, count: number) => void): unknown }) {
  return new Promise<boolean>((resolve) => server.getConnections((_error, count) => resolve(count > 0)));
}
