import { constants } from "node:http2";
import { startEngine } from "../../support/engines";
import { startRawInstance } from "../../support/instances";
import { membersOf, startEcho } from "../../support/proxies";
import { echoOver, fetchOver, openHttp2 } from "./client";
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  FrameClient,
  fields,
  frame,
  GET,
  GOAWAY,
  HEADERS,
  PING,
  RST_STREAM,
  SETTINGS,
} from "./frames";

type Fields = readonly (readonly [string, string])[];

const [METHOD, SCHEME, PATH, AUTHORITY] = GET as readonly [
  readonly [string, string],
  readonly [string, string],
  readonly [string, string],
  readonly [string, string],
];

async function start(limits: Parameters<typeof startEngine>[0] = {}) {
  return startEngine(limits, membersOf(await startEcho()));
}

describe("a malformed request", () => {
  const malformed: Readonly<Record<string, Fields>> = {
    "no method": [SCHEME, PATH, AUTHORITY],
    "no scheme": [METHOD, PATH, AUTHORITY],
    "a scheme that is none": [METHOD, [":scheme", "http\r\n"], PATH, AUTHORITY],
    "no path": [METHOD, SCHEME, AUTHORITY],
    "an empty path": [METHOD, SCHEME, [":path", ""], AUTHORITY],
    "a path that is no path": [METHOD, SCHEME, [":path", "http://b.com/"], AUTHORITY],
    "such a path of another scheme": [METHOD, [":scheme", "ftp"], [":path", "http://b.com/"], AUTHORITY],
    "two methods": [METHOD, METHOD, SCHEME, PATH, AUTHORITY],
    "two paths": [METHOD, SCHEME, PATH, [":path", "/other"], AUTHORITY],
    "two authorities": [METHOD, SCHEME, PATH, AUTHORITY, AUTHORITY],
    "an unknown pseudo-header field": [...GET, [":other", "1"]],
    "one of responses": [...GET, [":status", "200"]],
    "a pseudo-header field after others": [METHOD, SCHEME, AUTHORITY, ["x", "1"], PATH],
    Connection: [...GET, ["connection", "close"]],
    "Keep-Alive": [...GET, ["keep-alive", "1"]],
    "Proxy-Connection": [...GET, ["proxy-connection", "close"]],
    "Transfer-Encoding": [...GET, ["transfer-encoding", "chunked"]],
    Upgrade: [...GET, ["upgrade", "websocket"]],
    "TE with more than trailers": [...GET, ["te", "trailers, deflate"]],
    "a name in upper case": [...GET, ["X-Upper", "1"]],
    "CR and LF in the path": [METHOD, SCHEME, [":path", "/ HTTP/1.1\r\nevil: 1"], AUTHORITY],
    "a space in the path": [METHOD, SCHEME, [":path", "/a b"], AUTHORITY],
    "CR and LF in the authority": [METHOD, SCHEME, PATH, [":authority", "a\r\nevil: 1"]],
    "a method that is no token": [[":method", "GE T"], SCHEME, PATH, AUTHORITY],
    "two lengths": [...GET, ["content-length", "0"], ["content-length", "1"]],
    "a length that is no number": [...GET, ["content-length", "+0"]],
    "a length without a body": [...GET, ["content-length", "5"]],
  };

  test.each([...Object.entries(malformed)])("of HTTP/2 is reset, and reaches no service: %s", async (_what, list) => {
    const { port, records } = await start();
    const client = await FrameClient.open(port);

    client.request(1, list);

    const answer = await client.first(RST_STREAM, HEADERS);
    expect(answer).toMatchObject({ type: RST_STREAM, stream: 1 });
    expect(answer?.payload.readUInt32BE(0)).toBe(constants.NGHTTP2_PROTOCOL_ERROR);
    expect(records).toEqual([]);
    // The connection is none the worse.
    client.request(3, GET);
    expect(await client.first(HEADERS)).toMatchObject({ stream: 3 });
  });

  test.each([
    ["more", "content-length", "3", "body"],
    ["less", "content-length", "5", "body"],
  ])("a body of %s bytes than it says", async (_what, name, value, body) => {
    const { port } = await start();
    const client = await FrameClient.open(port);

    client.send(
      frame(HEADERS, END_HEADERS, 1, fields([[":method", "POST"], SCHEME, PATH, AUTHORITY, [name, value]])),
      frame(DATA, END_STREAM, 1, Buffer.from(body)),
    );

    // A stream's error may end its connection (RFC 9113 section 5.4.1): Node's own library does from version 22 on.
    const answer = await client.first(RST_STREAM, GOAWAY, HEADERS);
    expect([RST_STREAM, GOAWAY]).toContain(answer?.type);
  });
});

test.each<[string, string, string]>([
  ["an empty name", "", "1"],
  ["a name with a space", "x y", "evil"],
  ["CR and LF in a value", "x", "1\r\nevil: 1"],
  ["LF in a value", "x", "1\nevil: 1"],
  ["NUL in a value", "x", "1\0evil"],
])("a field that cannot be one of HTTP/1.1 reaches no service: %s", async (_what, name, value) => {
  const heads: string[] = [];
  const instance = await startRawInstance((socket) => {
    socket.on("data", (bytes) => {
      heads.push(bytes.toString("latin1"));
      socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
  });
  const { port } = await startEngine({}, membersOf(instance));
  const client = await FrameClient.open(port);

  client.request(1, [...GET, [name, value], ["x-after", "1"]]);

  await client.first(HEADERS, RST_STREAM);
  for (const head of heads) {
    expect(head).toMatch(/^GET \/ HTTP\/1\.1\r\n[\s\S]*x-after: 1\r\n/);
    expect(head).not.toMatch(/evil|^x:|^:/m);
  }
});

describe("the authority of a request of HTTP/2", () => {
  test.each<[string, Fields, string]>([
    ["alone is the Host", GET, "a.com"],
    ["may be repeated as Host", [...GET, ["host", "a.com"]], "a.com"],
    ["may be missing where there is a Host", [METHOD, SCHEME, PATH, ["host", "a.com"]], "a.com"],
  ])("%s", async (_what, list, host) => {
    const { port, records } = await start();
    const client = await FrameClient.open(port);

    client.request(1, list);

    expect(await client.first(HEADERS, RST_STREAM)).toMatchObject({ type: HEADERS });
    await client.first(DATA);
    expect(records).toMatchObject([{ host, status: 200 }]);
  });

  test("that its Host disagrees with is 400", async () => {
    const { port } = await start();
    const session = openHttp2(port);

    expect(await fetchOver(session, "/", { headers: { ":authority": "a.com", host: "b.com" } })).toMatchObject({
      status: 400,
    });
    expect((await echoOver(session, "/", { headers: { ":authority": "a.com" } })).host).toBe("a.com");
  });
});

describe("limits of HTTP/2", () => {
  test("more fields or larger ones than allowed are 431", async () => {
    const { port } = await start({ head: 4096, fieldCount: 20 });
    const session = openHttp2(port);
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x-${index}`, "1"]));

    expect(await fetchOver(session, "/", { headers: many })).toMatchObject({ status: 431 });
    expect(await fetchOver(session, "/", { headers: { "x-large": "x".repeat(5000) } })).toMatchObject({ status: 431 });
    expect(await fetchOver(session, "/")).toMatchObject({ status: 200 });
  });

  test("a target that is too long is 414", async () => {
    const { port } = await start({ target: 100 });

    expect(await fetchOver(openHttp2(port), `/${"x".repeat(100)}`)).toMatchObject({ status: 414 });
  });

  test("no more requests at one time than are allowed: the stream is refused", async () => {
    const { port } = await startEngine({ streams: 2 }, membersOf(await startRawInstance(() => {})));
    const client = await FrameClient.open(port);

    for (const stream of [1, 3, 5]) client.request(stream, GET);

    const refused = await client.first(RST_STREAM, 7);
    expect(refused).toMatchObject({ type: RST_STREAM, stream: 5 });
    expect(refused?.payload.readUInt32BE(0)).toBe(constants.NGHTTP2_REFUSED_STREAM);
  });

  test("requests that are reset as fast as they come end the connection", async () => {
    const { port } = await start();
    const client = await FrameClient.open(port);
    const cancel = Buffer.alloc(4);
    cancel.writeUInt32BE(constants.NGHTTP2_CANCEL);
    const block = fields(GET);

    for (let stream = 1; stream < 6000; stream += 2) {
      client.send(frame(HEADERS, END_STREAM | END_HEADERS, stream, block), frame(RST_STREAM, 0, stream, cancel));
    }

    expect(await client.end()).toBeGreaterThan(0);
  });

  test("fields that go on for ever in CONTINUATION end the connection", async () => {
    const { port } = await start();
    const client = await FrameClient.open(port);
    const more = fields([["x", "1"]]);

    client.send(frame(HEADERS, END_STREAM, 1, fields(GET)));
    for (let count = 0; count < 2000; count++) client.send(frame(CONTINUATION, 0, 1, more));

    expect(await client.end()).toBeGreaterThan(0);
  });

  test.each([
    ["PING", frame(PING, 0, 0, Buffer.alloc(8))],
    ["SETTINGS", frame(SETTINGS, 0, 0)],
  ])("a flood of %s from a client that does not read ends the connection", async (_name, flood) => {
    const { port } = await start();
    const client = await FrameClient.open(port);
    await client.first(SETTINGS);
    client.socket.pause();
    const many = Buffer.concat(Array.from({ length: 5000 }, () => flood));

    const ended = new Promise<void>((resolve) => {
      client.socket.once("close", () => resolve());
      client.socket.once("error", () => resolve());
      const more = (): void => {
        if (client.socket.destroyed) return;
        client.socket.write(many, (error) => (error ? resolve() : setImmediate(more)));
      };
      more();
    });

    await ended;
  });

  test("settings by the hundred in one frame end the connection", async () => {
    const { port } = await start();
    const client = await FrameClient.open(port);
    const setting = Buffer.from([0, 4, 0, 0, 0xff, 0xff]);

    client.send(frame(SETTINGS, 0, 0, Buffer.concat(Array.from({ length: 200 }, () => setting))));

    expect(await client.end()).toBeGreaterThan(0);
  });
});
