import { createHash } from "node:crypto";
import { type ClientHttp2Session, type ClientHttp2Stream, constants } from "node:http2";
import { eventually } from "../../support/conditions";
import { startRawInstance } from "../../support/instances";
import { membersOf, startEcho, startRoutes, startService } from "../../support/proxies";
import { fetchOver, openHttp2, replyOn } from "./client";

const WEB_SOCKET = {
  ":method": "CONNECT",
  ":protocol": "websocket",
  ":scheme": "http",
  ":path": "/chat",
  ":authority": "chat.example.com",
  "sec-websocket-version": "13",
};

/** Agrees to a WebSocket as RFC 6455 has it, then sends back what comes in upper case. */
async function startWebSocket() {
  let head = "";
  const instance = await startRawInstance((socket) => {
    socket.once("data", (data) => {
      head = data.toString("latin1");
      const key = /^sec-websocket-key: (.*)$/im.exec(head)?.[1];
      const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.on("data", (bytes) => socket.write(bytes.toString("latin1").toUpperCase()));
      socket.on("end", () => socket.end("BYE"));
    });
  });
  return { instance, head: () => head };
}

/** A client may ask once the server has said that it knows of WebSockets. */
async function ready(session: ClientHttp2Session): Promise<ClientHttp2Session> {
  await new Promise((resolve) => session.once("remoteSettings", resolve));
  return session;
}

function statusOf(stream: ClientHttp2Stream): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    stream.on("error", reject);
    stream.on("response", (fields) => resolve(fields[":status"]));
  });
}

describe("a WebSocket over HTTP/2", () => {
  test("is one over HTTP/1.1 at the service, beside other requests", async () => {
    const { instance, head } = await startWebSocket();
    const { port, records } = await startService({ members: membersOf(instance) });
    const session = await ready(openHttp2(port));
    expect(session.remoteSettings.enableConnectProtocol).toBe(true);

    const stream = session.request(WEB_SOCKET, { endStream: false });
    let heard = "";
    stream.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
    });

    expect(await statusOf(stream)).toBe(200);
    expect(head()).toMatch(/^GET \/chat HTTP\/1\.1\r\nHost: chat\.example\.com\r\n/);
    expect(head()).toMatch(/^Upgrade: websocket\r$/im);
    expect(head()).toMatch(/^sec-websocket-version: 13\r$/im);
    expect(stream.sentHeaders[":path"]).toBe("/chat");
    stream.write("hello");
    await eventually(() => heard === "HELLO");
    stream.end();
    await eventually(() => heard === "HELLOBYE");
    await eventually(() => records.length === 1);
    expect(records).toMatchObject([{ status: 101, method: "GET", path: "/chat" }]);
  });

  test("that the service declines is answered as it answers", async () => {
    const echo = await startEcho();
    const { port } = await startService(
      { members: membersOf(echo) },
      { matches: [{ path: { type: "Exact", value: "/else" } }] },
    );
    const session = await ready(openHttp2(port));

    expect(await statusOf(session.request(WEB_SOCKET, { endStream: false }))).toBe(404);
    expect(await fetchOver(session, "/else")).toMatchObject({ status: 200 });
  });

  test("that the service takes for an ordinary request does not look as if it stood", async () => {
    const instance = await startRawInstance((socket) => {
      socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"));
    });
    const { port, records } = await startService({ members: membersOf(instance) });
    const session = await ready(openHttp2(port));

    expect(await statusOf(session.request(WEB_SOCKET, { endStream: false }))).toBe(502);
    expect(records).toMatchObject([{ status: 502, reason: "the instance answered a WebSocket with 200" }]);
  });

  test.each([
    ["an answer of its route", [{ type: "FixedResponse", statusCode: 200, body: "page" }], {}, 501, 501],
    ["one without a body", [{ type: "FixedResponse", statusCode: 204 }], {}, 501, 501],
    [
      "the words of gRPC",
      [{ type: "FixedResponse", statusCode: 403 }],
      { "content-type": "application/grpc" },
      501,
      403,
    ],
    ["an answer that is no success", [{ type: "FixedResponse", statusCode: 403, body: "no" }], {}, 403, 403],
  ] as const)("that gets %s does not look as if it stood", async (_what, filters, fields, status, logged) => {
    const { port, records } = await startRoutes([{ name: "all", filters }], []);
    const session = await ready(openHttp2(port));

    const reply = await replyOn(session.request({ ...WEB_SOCKET, ...fields }, { endStream: false }));

    expect(reply.status).toBe(status);
    expect(reply.body).not.toBe("page");
    expect(records).toMatchObject([{ status: logged }]);
  });

  test("that its client resets ends at the service", async () => {
    const { instance } = await startWebSocket();
    const { port, records } = await startService({ members: membersOf(instance) });
    const session = await ready(openHttp2(port));
    const stream = session.request(WEB_SOCKET, { endStream: false });
    await statusOf(stream);

    stream.on("error", () => {});
    stream.close(constants.NGHTTP2_CANCEL);

    await eventually(() => records.length === 1);
  });

  test.each([
    ["CONNECT by itself", { ":method": "CONNECT", ":authority": "a.com:80" }],
    ["another protocol", { ...WEB_SOCKET, ":protocol": "connect-udp" }],
  ])("%s: 501", async (_name, headers) => {
    const echo = await startEcho();
    const { port } = await startService({ members: membersOf(echo) });
    const session = await ready(openHttp2(port));

    expect(await replyOn(session.request(headers, { endStream: true }))).toMatchObject({ status: 501 });
  });
});
