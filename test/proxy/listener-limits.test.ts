import type { HttpListener, ListenerLimits, Topology } from "../../lib/topology";
import { freePorts } from "../support/free-ports";
import { fetchOver, openHttp2 } from "./http/h2/client";
import { RawClient, sendRaw } from "./support/clients";
import { eventually } from "./support/conditions";
import { answering, startRawInstance } from "./support/instances";
import { ConfigFile, membersOf, startConfigFile, topologyOf } from "./support/proxies";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** A listener with limits of its own, and another beside it that has none. */
function topologyWith(limits: ListenerLimits, [port, other]: readonly number[], target: { port: number }): Topology {
  const topology = topologyOf(port ?? 0, {
    routes: [{ name: "all", backends: [{ service: "service" }] }],
    services: [{ name: "service", members: membersOf({ address: "127.0.0.1", ...target }) }],
  });
  const base = { address: "127.0.0.1", protocol: "HTTP", router: "main" } as const;
  const listeners: readonly HttpListener[] = [
    { ...base, name: "limited", port: port ?? 0, limits },
    { ...base, name: "other", port: other ?? 0 },
  ];
  return { ...topology, edges: [{ name: "edge", listeners }] };
}

async function start(limits: ListenerLimits, answer: string | undefined = OK) {
  const instance = await startRawInstance(answering(answer));
  const ports = await freePorts(2);
  const file = new ConfigFile(topologyWith(limits, ports, instance));
  const { proxy, records } = await startConfigFile(file.path);
  const change = async (to: ListenerLimits): Promise<void> => {
    file.write(topologyWith(to, ports, instance));
    expect(await proxy.reload()).toBe("applied");
  };
  const [port = 0, other = 0] = ports;
  return { port, other, records, change };
}

/** A request with so many fields, Host among them. */
function withFields(count: number): string {
  return `${GET}${Array.from({ length: count - 1 }, (_, index) => `X-${index}: a\r\n`).join("")}\r\n`;
}

/** The same as the last of its connection. */
function last(request: string): string {
  return request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
}

describe("limits of a listener", () => {
  test("headerTimeout: a head that does not come to its end is answered 408", async () => {
    const { port } = await start({ headerTimeout: "50ms" });

    expect(await sendRaw(port, GET)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test("keepAliveTimeout: a connection at rest is closed", async () => {
    const { port } = await start({ keepAliveTimeout: "50ms" });

    expect(await sendRaw(port, `${GET}\r\n`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*ok$/);
  });

  test("clientIdleTimeout: a client that stops in the middle of its body", async () => {
    const { port, records } = await start({ clientIdleTimeout: "50ms" }, "");

    await sendRaw(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");

    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ reason: "the client stopped sending" }]);
  });

  test("responseIdleTimeout: a response that falls silent, however long clients may be", async () => {
    const { port, records } = await start(
      { responseIdleTimeout: "50ms" },
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok",
    );

    expect(await sendRaw(port, `${GET}\r\n`)).toMatch(/ok$/);

    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ reason: "the instance fell silent" }]);
  });

  test("upgradeIdleTimeout: an upgraded connection on which nothing moves", async () => {
    const upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
    const { port, records } = await start({ upgradeIdleTimeout: "50ms" }, upgraded);

    expect(await sendRaw(port, `${GET}Connection: Upgrade\r\nUpgrade: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 101 /);

    await eventually(() => records.length > 0);
    expect(records).toMatchObject([{ reason: "the connection was silent for too long" }]);
  });

  test.each<[what: string, limits: ListenerLimits, fits: string, isTooMuch: string, status: number]>([
    [
      "targetBytes",
      { targetBytes: 300 },
      `GET /${"a".repeat(299)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET /${"a".repeat(300)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      414,
    ],
    [
      "targetBytes and headerBytes, above the defaults",
      { targetBytes: 50_000, headerBytes: 60_000 },
      `GET /${"a".repeat(49_999)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET /${"a".repeat(50_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      414,
    ],
    [
      "headerBytes",
      { headerBytes: 1024, targetBytes: 256 },
      `${GET}X: ${"a".repeat(900)}\r\n\r\n`,
      `${GET}X: ${"a".repeat(1024)}\r\n\r\n`,
      431,
    ],
    ["headerCount", { headerCount: 16 }, withFields(15), withFields(17), 431],
  ])("%s", async (_what, limits, fits, isTooMuch, status) => {
    const { port } = await start(limits);

    expect(await sendRaw(port, last(fits))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await sendRaw(port, isTooMuch)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test("concurrentStreams: what clients of HTTP/2 are told", async () => {
    const { port, other } = await start({ concurrentStreams: 7 });
    const [session, unlimited] = [openHttp2(port), openHttp2(other)];

    expect((await fetchOver(session, "/")).status).toBe(200);
    expect((await fetchOver(unlimited, "/")).status).toBe(200);

    expect(session.remoteSettings.maxConcurrentStreams).toBe(7);
    expect(unlimited.remoteSettings.maxConcurrentStreams).toBe(128);
  });

  test("are those of their listener alone", async () => {
    const { port, other } = await start({ headerCount: 16 });

    expect(await sendRaw(port, last(withFields(30)))).toMatch(/^HTTP\/1\.1 431 /);
    expect(await sendRaw(other, last(withFields(30)))).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("follow a reload, also on a connection that is kept, and for those of HTTP/2 that come", async () => {
    const { port, change } = await start({ concurrentStreams: 7 });
    const client = await RawClient.open(port);
    client.send(withFields(30));
    await client.until(/ok$/);

    await change({ headerCount: 16, concurrentStreams: 9 });

    client.send(withFields(30));
    expect(await client.closed()).toMatch(/HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 431 /);
    const session = openHttp2(port);
    await fetchOver(session, "/");
    expect(session.remoteSettings.maxConcurrentStreams).toBe(9);

    await change({});

    expect(await sendRaw(port, last(withFields(30)))).toMatch(/^HTTP\/1\.1 200 /);
  });
});
