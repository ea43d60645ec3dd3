import type { Socket } from "node:net";
import { setTimeout as pass } from "node:timers/promises";
import { RawClient } from "../support/clients";
import { startEngine } from "../support/engines";
import { startRawInstance } from "../support/instances";

const TIMES = 20;
/** More than the system keeps for a reader that does not read. */
const LONG = 8 * 1024 * 1024;

describe("an instance that answers before it has heard all", () => {
  test("and closes: the client gets the answer, and the instance is not to blame", async () => {
    const instance = await startRawInstance((socket) => {
      socket.once("data", () => {
        socket.pause();
        socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
        socket.destroySoon();
      });
    });
    const { port, records, ejected } = await startEngine({}, [instance]);
    const body = Buffer.alloc(LONG);

    for (let times = 0; times < TIMES; times++) {
      const client = await RawClient.open(port);
      client.socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${LONG}\r\n\r\n`);
      client.socket.write(body);
      await client.until(/^HTTP\/1\.1 413 [\s\S]*big$/);
      client.socket.destroy();
    }

    expect(records.filter(({ status, reason }) => status !== 413 || reason !== undefined)).toEqual([]);
    expect(ejected()).toEqual([]);
  });
});

describe("a client that takes its time with its body", () => {
  const BEGIN = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nha";

  /** Answers each request once its four bytes have come. */
  const onceWhole = (socket: Socket): void => {
    let text = "";
    socket.on("data", (data) => {
      text += data.toString("latin1");
      if (text.endsWith("half")) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
    });
  };

  test("is none that the instance lets wait: backendRequest is the instance's own time", async () => {
    const instance = await startRawInstance(onceWhole);
    const { port } = await startEngine({}, [instance], { timeouts: { backendRequest: "50ms" } });
    const client = await RawClient.open(port);

    client.send(BEGIN);
    await pass(200);
    client.send("lf");

    expect(await client.until(/done$/)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("is not waited for beyond the time of the whole request, and the instance is not to blame", async () => {
    const instance = await startRawInstance(onceWhole);
    const { port, ejected } = await startEngine({}, [instance], { timeouts: { request: "30ms" } });

    const clients = await Promise.all(Array.from({ length: 10 }, () => RawClient.open(port)));
    for (const client of clients) client.send(BEGIN);

    for (const client of clients) expect(await client.until(/\n$/)).toMatch(/^HTTP\/1\.1 504 /);
    expect(ejected()).toEqual([]);
  });

  test("has the instance's time begin with its last byte", async () => {
    const instance = await startRawInstance(() => {});
    const { port, records } = await startEngine({}, [instance], { timeouts: { backendRequest: "100ms" } });
    const client = await RawClient.open(port);

    client.send(BEGIN);
    await pass(80);
    client.send("lf");
    await client.until(/^HTTP\/1\.1 504 /);

    expect(records[0]?.milliseconds).toBeGreaterThanOrEqual(180);
  });

  test("where it was told to wait for 100 (Continue), it is the instance that is slow", async () => {
    const instance = await startRawInstance(() => {});
    const { port } = await startEngine({}, [instance], { timeouts: { backendRequest: "50ms" } });
    const client = await RawClient.open(port);

    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");

    expect(await client.until(/\n$/)).toMatch(/^HTTP\/1\.1 504 /);
  });
});

test("an instance that takes nothing more of a body has run out of its time", async () => {
  const instance = await startRawInstance((socket) => socket.pause());
  const { port } = await startEngine({}, [instance], { timeouts: { backendRequest: "100ms" } });
  const client = await RawClient.open(port);

  client.socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${LONG}\r\n\r\n`);
  client.socket.write(Buffer.alloc(LONG));

  expect(await client.until(/\n$/)).toMatch(/^HTTP\/1\.1 504 /);
});
