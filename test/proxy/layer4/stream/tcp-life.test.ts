import { once } from "node:events";
import type { TcpListenerPlan } from "../../../../lib/proxy/engine";
import { createTcpEngine } from "../../../../lib/proxy/layer4/tcp-engine";
import { heapInUse } from "../../http/fuzz/support/heap";
import { activeCounts, runService, serviceOf, startEcho, startInstance } from "../support/instances";
import { openListener, openTcp, until } from "../support/listeners";
import { connectTo, receive, receiveText } from "../support/streams";

const IDLE = 200;

describe("silence", () => {
  test("in both directions ends a connection, for both ends", async () => {
    const instance = await startInstance();
    const service = runService([instance]);
    const listener = await openTcp(service, { idleTimeout: IDLE });
    const client = await connectTo(listener.port);
    const server = await instance.next();
    const since = performance.now();
    const [atClient, atServer] = await Promise.all([receive(client), receive(server)]);
    expect(performance.now() - since).toBeGreaterThan(IDLE - 20);
    expect(atClient).toMatchObject({ bytes: 0, reset: false });
    expect(atServer).toMatchObject({ bytes: 0, reset: false });
    expect(await listener.nextSession()).toMatchObject({ reason: "idle for too long" });
    expect(service.status()).toMatchObject([{ active: 0, ejected: false }]);
  });

  test.each(["client", "instance"] as const)("of one end alone does not, while the %s speaks", async (speaker) => {
    const instance = await startInstance();
    const listener = await openTcp(runService([instance]), { idleTimeout: IDLE });
    const client = await connectTo(listener.port);
    const server = await instance.next();
    const [from, to] = speaker === "client" ? [client, server] : [server, client];
    const received = receive(to);
    let sent = 0;
    const chatter = setInterval(() => {
      from.write("x");
      sent += 1;
      if (sent === 30) from.end();
    }, 30);
    expect(await received).toMatchObject({ bytes: 30, reset: false });
    clearInterval(chatter);
  });

  test("of a reader for whom bytes wait is a cut, not an end", async () => {
    const instance = await startInstance((socket) => {
      const flood = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(1024 * 1024)));
      };
      socket.on("drain", flood);
      flood();
    });
    const listener = await openTcp(runService([instance]), { idleTimeout: IDLE });
    const client = await connectTo(listener.port);
    client.pause();
    expect(await listener.nextSession()).toMatchObject({ reason: "idle for too long" });
    const received = receive(client);
    client.resume();
    expect(await received).toMatchObject({ reset: true });
  });
});

describe("a new plan", () => {
  const PLAN = {
    edge: "edge",
    name: "tcp",
    address: "127.0.0.1",
    port: 0,
    protocol: "TCP",
    idleTimeout: 3_600_000,
  } as const;

  test("is for connections to come; open ones go on where they are", async () => {
    const [before, after] = await Promise.all([startEcho("before"), startEcho("after")]);
    const listener = await openTcp(runService([before], { name: "before" }));
    const old = await connectTo(listener.port);
    await receiveText(old, "before");

    listener.engine.update({ ...listener.plan, service: runService([after], { name: "after" }) });
    expect(await receiveText(await connectTo(listener.port), "after")).toBe("after");
    old.write("still here");
    expect(await receiveText(old, "still here")).toBe("still here");
    old.end();
    expect(await listener.nextSession()).toMatchObject({ service: "before" });
  });

  test("is all that is held where connections began under one before", async () => {
    const instance = await startEcho("hello");
    const service = runService([instance]);
    const first = (): TcpListenerPlan => ({ ...PLAN, service });
    const { engine, plan, port } = await (async () => {
      const listener = await openListener(createTcpEngine, first());
      return { engine: listener.engine, plan: new WeakRef(listener.plan), port: listener.port };
    })();
    const client = await connectTo(port);
    await receiveText(client, "hello");

    engine.update(first());

    await until(() => heapInUse() > 0 && plan.deref() === undefined);
    client.write("still here");
    expect(await receiveText(client, "still here")).toBe("still here");
  });

  test("a member that was taken away keeps its connections until its drain time is over", async () => {
    const [leaving, staying] = await Promise.all([startEcho("leaving"), startEcho("staying")]);
    const service = runService([leaving]);
    const listener = await openTcp(service);
    const client = await connectTo(listener.port);
    await receiveText(client, "leaving");

    service.update(serviceOf([staying], { drain: "150ms" }));
    client.write("still here");
    await receiveText(client, "still here");
    expect(await receiveText(await connectTo(listener.port), "staying")).toBe("staying");
    expect(await receive(client)).toMatchObject({ reset: true });
    expect(await listener.nextSession()).toMatchObject({ reason: "the instance was taken away" });
    await until(() => leaving.connections[0]?.destroyed === true);
  });
});

describe("closing a listener", () => {
  test("frees its port at once, and lets connections end by themselves", async () => {
    const service = runService([await startEcho()]);
    const { engine, port, plan } = await openTcp(service);
    const client = await connectTo(port);
    await engine.stopAccepting();
    const successor = await openListener(createTcpEngine, { ...plan, port });
    expect(successor.port).toBe(port);

    let drained = false;
    const drain = engine.drain(60_000).then(() => {
      drained = true;
    });
    client.write("one more");
    await receiveText(client, "one more");
    expect(drained).toBe(false);
    client.end();
    await drain;
    expect(activeCounts(service)).toEqual([0]);
  });

  test("cuts what is left after its time", async () => {
    const service = runService([await startEcho()]);
    const listener = await openTcp(service);
    const clients = await Promise.all([1, 2, 3].map(() => connectTo(listener.port)));
    const received = Promise.all(clients.map(receive));
    await until(() => activeCounts(service)[0] === 3);
    await listener.engine.stopAccepting();
    await listener.engine.drain(50);
    expect(await received).toMatchObject([{ reset: true }, { reset: true }, { reset: true }]);
    expect(activeCounts(service)).toEqual([0]);
    expect(listener.open).toBe(0);
    expect(listener.sessions.map(({ reason }) => reason)).toEqual(Array(3).fill("the time to drain was over"));
  });

  test("with nothing open is over at once", async () => {
    const listener = await openTcp(runService([]));
    await listener.engine.stopAccepting();
    await listener.engine.drain(60_000);
  });
});

test("an address in use is the system's error", async () => {
  const { port, plan } = await openTcp(runService([]));
  const second = createTcpEngine({ ...plan, port }, { observer: silentObserver });
  await expect(second.open()).rejects.toMatchObject({ code: "EADDRINUSE", port });
});

test("clients that come and go in numbers leave nothing behind", async () => {
  const service = runService(await Promise.all([startEcho(), startEcho()]));
  const listener = await openTcp(service);
  for (let round = 0; round < 5; round++) {
    const clients = await Promise.all(Array.from({ length: 60 }, () => connectTo(listener.port)));
    await Promise.all(
      clients.map(async (client, index) => {
        client.write("ping");
        if (index % 3 === 0) await receiveText(client, "ping");
        if (index % 3 === 1) client.resetAndDestroy();
        else client.resume().end();
        if (!client.closed) await once(client, "close");
      }),
    );
  }
  await until(() => listener.open === 0 && listener.sessions.length === 300);
  expect(activeCounts(service)).toEqual([0, 0]);
});

const silentObserver = {
  connectionOpened() {},
  connectionClosed() {},
  requestEnded() {},
  sessionEnded() {},
};
