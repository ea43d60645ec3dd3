import { once } from "node:events";
import { activeCounts, runService, startEcho, startInstance, type TestInstance } from "../support/instances";
import { openTcp, until } from "../support/listeners";
import { connectTo, receive, receiveText, sendBulk } from "../support/streams";

const MEGABYTE = 1024 * 1024;

/** One instance behind a listener, and both ends of one connection through it. */
async function joined(instance: TestInstance) {
  const service = runService([instance]);
  const listener = await openTcp(service);
  const [client, server] = await Promise.all([connectTo(listener.port), instance.next()]);
  return { listener, service, client, server };
}

test("many megabytes go both ways at once, unchanged", async () => {
  const { client, server, listener, service } = await joined(await startInstance());
  const received = Promise.all([receive(client), receive(server)]);
  const [sentUp, sentDown] = await Promise.all([sendBulk(client, 24 * MEGABYTE), sendBulk(server, 20 * MEGABYTE)]);
  client.end();
  server.end();

  const [atClient, atServer] = await received;
  expect(atServer).toMatchObject({ bytes: 24 * MEGABYTE, sha256: sentUp, reset: false });
  expect(atClient).toMatchObject({ bytes: 20 * MEGABYTE, sha256: sentDown, reset: false });
  expect(await listener.nextSession()).toMatchObject({
    service: "service",
    instance: `127.0.0.1:${service.status()[0]?.id.split(":")[1]}`,
    sourceAddress: "127.0.0.1",
    serverName: undefined,
    bytesFromClient: 24 * MEGABYTE,
    bytesToClient: 20 * MEGABYTE,
    reason: undefined,
  });
  expect(activeCounts(service)).toEqual([0]);
});

test("an instance may speak first", async () => {
  const { listener } = await joined(await startEcho("220 ready\r\n"));
  const client = await connectTo(listener.port);
  expect(await receiveText(client, "\n")).toBe("220 ready\r\n");
});

describe("half-closed connections", () => {
  test("a client that has sent all still gets the answer", async () => {
    const { client, server } = await joined(await startInstance());
    const answer = receive(client);
    client.end("question");
    expect(await receive(server)).toMatchObject({ text: "question", reset: false });

    const sent = await sendBulk(server, 3 * MEGABYTE);
    server.end();
    expect(await answer).toMatchObject({ bytes: 3 * MEGABYTE, sha256: sent, reset: false });
  });

  test("an instance that has sent all still gets what the client sends", async () => {
    const { client, server, listener } = await joined(await startInstance());
    const question = receive(server);
    server.end("greeting");
    expect(await receive(client)).toMatchObject({ text: "greeting", reset: false });

    const sent = await sendBulk(client, 3 * MEGABYTE);
    client.end();
    expect(await question).toMatchObject({ bytes: 3 * MEGABYTE, sha256: sent, reset: false });
    expect(await listener.nextSession()).toMatchObject({ reason: undefined });
  });

  test("an instance that closes for good leaves the client all that it has sent", async () => {
    const { client, server, listener } = await joined(await startInstance());
    client.pause();
    server.resume();
    server.end(Buffer.alloc(200_000));
    server.destroySoon();
    await once(server, "close");
    // Answered with a reset: there is nobody any more.
    client.write("more");
    const received = receive(client);
    client.resume();
    expect(await received).toMatchObject({ bytes: 200_000, reset: false });
    client.end();
    expect(await listener.nextSession()).toMatchObject({ bytesToClient: 200_000, reason: undefined });
  });
});

describe("resets", () => {
  test("by the instance reach the client", async () => {
    const { client, server, listener, service } = await joined(await startInstance());
    const received = receive(client);
    server.write("partial");
    await receiveText(client, "partial");
    server.resetAndDestroy();
    expect(await received).toMatchObject({ text: "partial", reset: true });
    expect(await listener.nextSession()).toMatchObject({ reason: "the instance reset the connection" });
    expect(activeCounts(service)).toEqual([0]);
  });

  test("by the client reach the instance", async () => {
    const { client, server, listener, service } = await joined(await startInstance());
    const received = receive(server);
    client.write("partial");
    await receiveText(server, "partial");
    client.resetAndDestroy();
    expect(await received).toMatchObject({ text: "partial", reset: true });
    expect(await listener.nextSession()).toMatchObject({ reason: "the client reset the connection" });
    expect(activeCounts(service)).toEqual([0]);
  });

  test("after bytes that wait for a slow client do not look like the end of them", async () => {
    const instance = await startInstance((socket) => {
      const flood = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(MEGABYTE)));
      };
      socket.on("drain", flood);
      flood();
    });
    const { client, server, listener } = await joined(instance);
    client.pause();
    // All buffers between the two are full once nothing moves any more.
    await untilStill(() => server.bytesWritten);
    server.resetAndDestroy();
    const received = receive(client);
    client.resume();
    expect(await received).toMatchObject({ reset: true });
    expect(await listener.nextSession()).toMatchObject({ reason: "the instance reset the connection" });
  });
});

test("a client that does not read holds its instance back", async () => {
  let written = 0;
  const total = 96 * MEGABYTE;
  const instance = await startInstance((socket) => {
    const send = () => {
      while (written < total) {
        written += MEGABYTE;
        if (!socket.write(Buffer.alloc(MEGABYTE))) return;
      }
      socket.end();
    };
    socket.on("drain", send);
    send();
  });
  const { client } = await joined(instance);
  client.pause();
  await untilStill(() => written);
  expect(written).toBeLessThan(32 * MEGABYTE);

  const received = receive(client);
  client.resume();
  expect(await received).toMatchObject({ bytes: total, reset: false });
});

test("addresses of IPv6 work on both sides", async () => {
  const six = await startInstance((socket) => socket.end("six"), "::1");
  const listener = await openTcp(runService([six]), { address: "::1" });
  const client = await connectTo(listener.port, { host: "::1" });
  expect(await receive(client)).toMatchObject({ text: "six" });
  client.end();
  expect(await listener.nextSession()).toMatchObject({ sourceAddress: "::1", instance: `[::1]:${six.port}` });
});

test("connections are counted while they are open", async () => {
  const { client, listener } = await joined(await startEcho());
  expect(listener.open).toBe(1);
  client.end();
  await once(client, "close");
  await until(() => listener.open === 0);
});

/** Waits until a number has not changed for a while. */
async function untilStill(value: () => number): Promise<void> {
  let last = -1;
  let since = performance.now();
  await until(() => {
    if (value() !== last) {
      last = value();
      since = performance.now();
    }
    return performance.now() - since > 150;
  });
}
