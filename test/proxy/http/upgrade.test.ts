import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { afterTest } from "../support/cleanup";
import { fetchFrom, RawClient, sendRaw } from "../support/clients";
import { eventually } from "../support/conditions";
import { startEngine } from "../support/engines";
import { answering, startInstance, startRawInstance } from "../support/instances";
import { membersOf, startEcho, startService } from "../support/proxies";

/** A WebSocket echo, until the test ends. */
async function startWebSocketEcho() {
  const server = createServer((_request, response) => response.writeHead(426).end("WebSocket only"));
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterTest(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  return { ...(server.address() as AddressInfo), sockets };
}

async function connectTo(port: number, path = "/"): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  afterTest(() => socket.terminate());
  socket.on("error", () => {});
  await once(socket, "open");
  return socket;
}

async function echoed(socket: WebSocket, message: string | Buffer): Promise<Buffer> {
  const reply = once(socket, "message");
  socket.send(message);
  const [data] = (await reply) as [Buffer];
  return data;
}

describe("WebSocket", () => {
  test("messages pass both ways", async () => {
    const echo = await startWebSocketEcho();
    const { port } = await startService({ members: membersOf(echo) });

    const socket = await connectTo(port);

    expect(String(await echoed(socket, "hello"))).toBe("hello");
    const large = Buffer.alloc(2 * 1024 * 1024, "x");
    expect((await echoed(socket, large)).equals(large)).toBe(true);
  });

  test("the end of one side ends the other, and gives the instance back", async () => {
    const echo = await startWebSocketEcho();
    const { port, records } = await startService({ members: membersOf(echo) });
    const socket = await connectTo(port);
    await echoed(socket, "hello");

    socket.close(1000, "done");
    await once(socket, "close");

    await eventually(() => records.length === 1);
    expect(records).toMatchObject([{ status: 101, service: "service", instance: `127.0.0.1:${echo.port}` }]);
    await eventually(() => echo.sockets.clients.size === 0);
  });

  test("an instance that dies takes the connection with it", async () => {
    const echo = await startWebSocketEcho();
    const { port } = await startService({ members: membersOf(echo) });
    const socket = await connectTo(port);
    await echoed(socket, "hello");

    const closed = once(socket, "close");
    for (const client of echo.sockets.clients) client.terminate();

    await closed;
  });

  test("a refused upgrade is answered as the instance answers it", async () => {
    const instance = await startInstance((_request, response) => response.writeHead(403).end("not you"));
    instance.server.on("upgrade", (_request, socket) => {
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\n\r\nnot you");
    });
    const { port } = await startService({ members: membersOf(instance) });

    const text = await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

    expect(text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[\s\S]*not you$/);
  });

  test("a service that is down: 503", async () => {
    const { port } = await startService({ members: [{ address: "127.0.0.1", port: 1 }] });

    const text = await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

    expect(text).toMatch(/^HTTP\/1\.1 503 /);
  });

  test("bytes that come with the request reach the instance", async () => {
    const instance = await startInstance(() => {});
    instance.server.on("upgrade", (_request, socket, head: Buffer) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: custom\r\n\r\nhello ");
      socket.write(head);
      socket.on("data", (data: Buffer) => socket.write(data));
    });
    const { port } = await startService({ members: membersOf(instance) });
    const client = await RawClient.open(port);

    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: custom\r\n\r\nearly");
    await client.until(/hello early$/);
    client.send(" late");

    expect(await client.until(/late$/)).toMatch(/^HTTP\/1\.1 101 [\s\S]*upgrade: custom\r\n/i);
  });

  test("HTTP/2 by upgrade is not taken up: the request is answered as it stands", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });

    const text = await sendRaw(
      port,
      "GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n\r\n",
    );

    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toContain('"path":"/a"');
    expect(text).not.toContain("http2-settings");
  });

  test("an upgrade with a body: 400", async () => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });

    const text = await sendRaw(
      port,
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 3\r\n\r\nabc",
    );

    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("an instance that changes the protocol unasked: 502", async () => {
    const instance = await startInstance((request) => {
      request.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    });
    const { port } = await startService({ members: membersOf(instance) });

    expect((await fetchFrom(port, "/")).status).toBe(502);
  });
});

describe("who asks for HTTP/2 by Upgrade", () => {
  test("is answered in HTTP/1.1, its body included, as those expect who always ask for it", async () => {
    const instance = await startInstance((request, response) => request.pipe(response));
    const { port } = await startService({ members: membersOf(instance) });

    const text = await sendRaw(
      port,
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" +
        "HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 4\r\n\r\nbody",
    );

    expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*body/);
  });
});

test("an instance that changes to what it was not offered is not let to the client", async () => {
  const changed = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nSETTINGS";
  const instance = await startRawInstance(answering(changed));
  const { port } = await startService({ members: membersOf(instance) });

  const text = await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

  expect(text).toMatch(/^HTTP\/1\.1 502 /);
  expect(text).not.toContain("SETTINGS");
});

describe("an upgraded connection that one end has left", () => {
  const UPGRADE = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";
  const LEFT = [{ status: 101, reason: "one end had gone, and the other was silent" }];

  /** An instance that changes the protocol, and ends nothing by itself. */
  async function startStubborn(behave: (socket: Duplex) => void) {
    const instance = await startInstance(() => {});
    instance.server.on("upgrade", (_request, socket) => {
      socket.on("error", () => {});
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
      behave(socket);
    });
    return instance;
  }

  test("is closed where the client is gone and the instance is silent", async () => {
    const instance = await startStubborn((socket) => socket.resume());
    const { port, records } = await startEngine({ halfOpen: 40 }, membersOf(instance));
    const client = await RawClient.open(port);
    client.send(UPGRADE);
    await client.until(/\r\n\r\n/);

    client.socket.end();

    await eventually(() => records.length === 1);
    expect(records).toMatchObject(LEFT);
  });

  test("is closed where the instance is gone and the client is silent", async () => {
    const instance = await startStubborn((socket) => socket.end());
    const { port, records } = await startEngine({ halfOpen: 40 }, membersOf(instance));
    const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    afterTest(() => client.destroy());
    client.resume();
    client.on("error", () => {});

    client.write(UPGRADE);

    await eventually(() => records.length === 1);
    expect(records).toMatchObject(LEFT);
  });

  test("goes on for as long as the other end sends", async () => {
    const instance = await startStubborn((socket) => {
      socket.resume();
      socket.on("end", () => {
        let left = 10;
        const timer = setInterval(() => {
          left -= 1;
          if (left > 0) socket.write(".");
          else socket.end("done");
          if (left === 0) clearInterval(timer);
        }, 40);
      });
    });
    const { port, records } = await startEngine({ halfOpen: 200 }, membersOf(instance));
    const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    afterTest(() => client.destroy());
    let received = "";
    client.on("data", (data) => {
      received += data.toString("latin1");
    });

    client.end(UPGRADE);

    await once(client, "end");
    expect(received).toMatch(/\.{9}done$/);
    await eventually(() => records.length === 1);
    expect(records).toMatchObject([{ status: 101, reason: undefined }]);
  });
});
