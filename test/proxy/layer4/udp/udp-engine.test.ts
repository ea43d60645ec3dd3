import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { ServiceRuntime, UdpListenerPlan } from "../../../../lib/proxy/engine";
import { createUdpEngine, type Layer4Limits } from "../../../../lib/proxy/layer4";
import type { Member, Service } from "../../../../lib/topology";
import { DatagramClient, startDatagramEcho, startDatagrams } from "../support/datagrams";
import { activeCounts, runService, serviceOf } from "../support/instances";
import { openListener, until } from "../support/listeners";

function runUdpService(members: readonly Member[], config: Partial<Service> = {}) {
  return runService(members, { protocol: "UDP", ...config });
}

function openUdp(service: ServiceRuntime, plan: Partial<UdpListenerPlan> = {}, limits: Partial<Layer4Limits> = {}) {
  return openListener(
    createUdpEngine,
    {
      edge: "edge",
      name: "udp",
      address: "127.0.0.1",
      port: 0,
      protocol: "UDP",
      service,
      idleTimeout: 60_000,
      ...plan,
    },
    limits,
  );
}

/** A member on a port where nothing listens. */
async function deadMember(): Promise<Member> {
  const { address, port, close } = await startDatagrams();
  close();
  return { address, port };
}

test("each client keeps one instance, and gets its own answers", async () => {
  const instances = await Promise.all([startDatagramEcho("a"), startDatagramEcho("b")]);
  const service = runUdpService(instances);
  const listener = await openUdp(service);
  const [first, second] = await Promise.all([DatagramClient.to(listener.port), DatagramClient.to(listener.port)]);
  for (const text of ["1", "2", "3"]) {
    expect(await first.ask(text)).toBe(`a:${text}`);
    expect(await second.ask(text)).toBe(`b:${text}`);
  }
  expect(activeCounts(service)).toEqual([1, 1]);
  expect(instances.map(({ sources }) => sources.size)).toEqual([1, 1]);
  expect(listener.open).toBe(2);
});

test("datagrams stay whole, whatever their size, and in order", async () => {
  const listener = await openUdp(runUdpService([await startDatagramEcho("")]));
  const client = await DatagramClient.to(listener.port);
  for (const size of [0, 1, 1472, 9000, 60_000]) {
    expect((await client.ask("x".repeat(size))).length).toBe(size + 1);
  }
  // All of them before the instance's socket is connected.
  const fresh = await DatagramClient.to(listener.port);
  const texts = Array.from({ length: 10 }, (_, index) => `:${index}`);
  for (const text of texts) fresh.send(text.slice(1));
  expect(await Promise.all(texts.map(() => fresh.next()))).toEqual(texts);
});

test("an instance may answer many times, and unasked later on", async () => {
  const instance = await startDatagrams((_datagram, { port, address }, socket) => {
    for (const text of ["one", "two"]) socket.send(text, port, address);
  });
  const listener = await openUdp(runUdpService([instance]));
  const client = await DatagramClient.to(listener.port);
  expect(await client.ask("?")).toBe("one");
  expect(await client.next()).toBe("two");
  const [source] = instance.sources;
  instance.socket.send("three", source, "127.0.0.1");
  expect(await client.next()).toBe("three");
});

test("a stranger cannot slip an answer in", async () => {
  const instance = await startDatagramEcho("a");
  const listener = await openUdp(runUdpService([instance]));
  const client = await DatagramClient.to(listener.port);
  await client.ask("hello");
  const stranger = await startDatagrams();
  const [source] = instance.sources;
  stranger.socket.send("forged", source, "127.0.0.1");
  await new Promise((resolve) => stranger.socket.send("forged", source, "127.0.0.1", resolve));
  expect(await client.ask("again")).toBe("a:again");
});

describe("a flow", () => {
  test("ends after silence; the next datagram begins another", async () => {
    const service = runUdpService([await startDatagramEcho("a"), await startDatagramEcho("b")]);
    const listener = await openUdp(service, { idleTimeout: 200 });
    const client = await DatagramClient.to(listener.port);
    expect(await client.ask("ping")).toBe("a:ping");
    expect(await listener.nextSession()).toMatchObject({
      service: "service",
      instance: service.status()[0]?.id,
      sourceAddress: "127.0.0.1",
      bytesFromClient: 4,
      bytesToClient: 6,
      reason: undefined,
    });
    expect(activeCounts(service)).toEqual([0, 0]);
    expect(listener.open).toBe(0);
    expect(await client.ask("ping")).toBe("b:ping");
  });

  test("goes on while only one side speaks", async () => {
    const instance = await startDatagrams();
    const listener = await openUdp(runUdpService([instance]), { idleTimeout: 200 });
    const client = await DatagramClient.to(listener.port);
    let sent = 0;
    const chatter = setInterval(() => {
      client.send("x");
      sent += 1;
      if (sent === 30) clearInterval(chatter);
    }, 30);
    expect(await listener.nextSession()).toMatchObject({ bytesFromClient: 30 });
    expect(instance.sources.size).toBe(1);
  });

  test("is one of at most so many", async () => {
    const service = runUdpService([await startDatagramEcho("a")]);
    const listener = await openUdp(service, {}, { flows: 2 });
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => DatagramClient.to(listener.port)));
    expect(await first?.ask("1")).toBe("a:1");
    expect(await second?.ask("2")).toBe("a:2");
    third?.send("3");
    expect(await listener.nextSession()).toMatchObject({ instance: undefined, reason: "more than 2 flows" });
    expect(await first?.ask("still")).toBe("a:still");
    expect(activeCounts(service)).toEqual([2]);
  });

  test("follows a new plan once it begins anew", async () => {
    const [before, after] = await Promise.all([startDatagramEcho("before"), startDatagramEcho("after")]);
    const listener = await openUdp(runUdpService([before]));
    const [old, fresh] = await Promise.all([DatagramClient.to(listener.port), DatagramClient.to(listener.port)]);
    await old.ask("1");
    listener.engine.update({ ...listener.plan, service: runUdpService([after]) });
    expect(await old.ask("2")).toBe("before:2");
    expect(await fresh.ask("3")).toBe("after:3");
  });

  test("ends when its instance was taken away and has drained", async () => {
    const [leaving, staying] = await Promise.all([startDatagramEcho("leaving"), startDatagramEcho("staying")]);
    const service = runUdpService([leaving]);
    const listener = await openUdp(service);
    const client = await DatagramClient.to(listener.port);
    await client.ask("1");
    service.update(serviceOf([staying], { protocol: "UDP", drain: "50ms" }));
    expect(await listener.nextSession()).toMatchObject({ reason: "the instance was taken away" });
    expect(await client.ask("2")).toBe("staying:2");
  });
});

describe("an instance that refuses", () => {
  test("loses its flow to another one, with the datagram that it refused", async () => {
    const service = runUdpService([await deadMember(), await startDatagramEcho("alive")]);
    const listener = await openUdp(service);
    const client = await DatagramClient.to(listener.port);
    expect(await client.ask("hello")).toBe("alive:hello");
    expect(service.status()).toMatchObject([
      { ejected: true, active: 0 },
      { ejected: false, active: 1 },
    ]);
    expect(await listener.nextSession()).toMatchObject({ reason: expect.stringContaining("ECONNREFUSED") });
  });

  test("after it has answered loses its flow, and the client's next datagram finds another", async () => {
    const [failing, spare] = await Promise.all([startDatagramEcho("failing"), startDatagramEcho("spare")]);
    const listener = await openUdp(runUdpService([failing, spare]));
    const client = await DatagramClient.to(listener.port);
    expect(await client.ask("1")).toBe("failing:1");
    failing.close();
    client.send("2");
    await listener.nextSession();
    expect(await client.ask("3")).toBe("spare:3");
  });

  test("as all others do leaves the client without an answer, and nothing behind", async () => {
    const dead = await Promise.all([1, 2, 3, 4].map(deadMember));
    const service = runUdpService(dead);
    const listener = await openUdp(service, {}, { connectAttempts: 3 });
    const client = await DatagramClient.to(listener.port);
    client.send("hello");
    await until(() => listener.sessions.length === 4);
    expect(listener.sessions.at(-1)).toMatchObject({
      instance: undefined,
      reason: "every instance that was tried has refused",
    });
    expect(activeCounts(service)).toEqual([0, 0, 0, 0]);
    expect(listener.open).toBe(0);
  });
});

test("without an instance datagrams are dropped, and reported once for many", async () => {
  let asked = 0;
  const service: ServiceRuntime = {
    name: "empty",
    acquire() {
      asked += 1;
      return undefined;
    },
  };
  const listener = await openUdp(service);
  const client = await DatagramClient.to(listener.port);
  for (let index = 0; index < 50; index++) client.send("hello");
  await until(() => asked === 50);
  expect(listener.sessions).toMatchObject([
    { service: "empty", instance: undefined, sourceAddress: "127.0.0.1", reason: "no usable instance" },
  ]);
});

test("an instance that is named by a host name is looked up", async () => {
  const { port } = await startDatagramEcho("named");
  const listener = await openUdp(runUdpService([{ address: "localhost", port }]));
  const client = await DatagramClient.to(listener.port);
  expect(await client.ask("hello")).toBe("named:hello");
});

test("addresses of IPv6 work on both sides", async () => {
  const listener = await openUdp(runUdpService([await startDatagramEcho("six", "::1")]), { address: "::1" });
  const client = await DatagramClient.to(listener.port, "::1");
  expect(await client.ask("hello")).toBe("six:hello");
});

test("closing a listener frees its port and ends its flows", async () => {
  const service = runUdpService([await startDatagramEcho("a")]);
  const { engine, port, sessions } = await openUdp(service);
  const client = await DatagramClient.to(port);
  await client.ask("1");
  await engine.stopAccepting();
  await engine.stopAccepting();
  await engine.drain(60_000);
  expect(activeCounts(service)).toEqual([0]);
  expect(sessions).toMatchObject([{ reason: undefined }]);

  const successor = createSocket("udp4").bind(port, "127.0.0.1");
  await once(successor, "listening");
  successor.close();
});

test("an address in use is the system's error", async () => {
  const { port, plan } = await openUdp(runUdpService([]));
  const observer = { connectionOpened() {}, connectionClosed() {}, requestEnded() {}, sessionEnded() {} };
  const second = createUdpEngine({ ...plan, port }, { observer });
  await expect(second.open()).rejects.toMatchObject({ code: "EADDRINUSE", port });
});
