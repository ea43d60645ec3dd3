import { constants } from "node:http2";
import { connect } from "node:net";
import { afterTest } from "../../support/cleanup";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { startRawInstance } from "../../support/instances";
import { membersOf, startEcho } from "../../support/proxies";
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
  HAS_PRIORITY,
  HEADERS,
  PADDED,
  PING,
  PRIORITY,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from "./frames";

const PUSH_PROMISE = 5;
const {
  NGHTTP2_COMPRESSION_ERROR,
  NGHTTP2_FLOW_CONTROL_ERROR,
  NGHTTP2_FRAME_SIZE_ERROR,
  NGHTTP2_PROTOCOL_ERROR,
  NGHTTP2_STREAM_CLOSED,
} = constants;

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function setting(identifier: number, value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16BE(identifier);
  bytes.writeUInt32BE(value, 2);
  return frame(SETTINGS, 0, 0, bytes);
}

const get = (stream: number) => frame(HEADERS, END_STREAM | END_HEADERS, stream, fields(GET));
const post = (stream: number) =>
  frame(HEADERS, END_HEADERS, stream, fields(GET.map(([name, value]) => [name, name === ":method" ? "POST" : value])));

/** A client of a service that answers nothing, so that streams stay open. */
/** In front of an instance that never answers. */
async function openSilent(limits: Parameters<typeof startEngine>[0] = {}) {
  const silent = await startRawInstance(() => {});
  const { port, records } = await startEngine(limits, membersOf(silent));
  return { client: await FrameClient.open(port), records };
}

async function open(): Promise<FrameClient> {
  const { port } = await startEngine({}, membersOf(await startEcho()));
  return FrameClient.open(port);
}

describe("what ends a connection of HTTP/2", () => {
  test.each<[what: string, code: number, frames: readonly Buffer[]]>([
    ["data on no stream", NGHTTP2_PROTOCOL_ERROR, [frame(DATA, 0, 0, Buffer.from("x"))]],
    ["data of a stream that was not opened", NGHTTP2_PROTOCOL_ERROR, [frame(DATA, 0, 1, Buffer.from("x"))]],
    ["more padding than there is", NGHTTP2_PROTOCOL_ERROR, [post(1), frame(DATA, PADDED, 1, Buffer.of(2, 0))]],
    ["padding without its length", NGHTTP2_PROTOCOL_ERROR, [post(1), frame(DATA, PADDED, 1)]],
    ["more padding than fields", NGHTTP2_PROTOCOL_ERROR, [frame(HEADERS, PADDED | END_HEADERS, 1, Buffer.of(9, 0))]],
    ["fields on no stream", NGHTTP2_PROTOCOL_ERROR, [get(0)]],
    ["a stream of an even number", NGHTTP2_PROTOCOL_ERROR, [get(2)]],
    ["a stream below one before", NGHTTP2_PROTOCOL_ERROR, [post(5), get(3)]],
    ["fields that cannot be read", NGHTTP2_COMPRESSION_ERROR, [frame(HEADERS, END_HEADERS, 1, Buffer.of(0xff, 0xff))]],
    [
      "a stream that depends on itself",
      NGHTTP2_PROTOCOL_ERROR,
      [frame(HEADERS, HAS_PRIORITY | END_HEADERS, 1, Buffer.concat([number(1), Buffer.of(0), fields(GET)]))],
    ],
    ["a priority that is cut", NGHTTP2_FRAME_SIZE_ERROR, [frame(HEADERS, HAS_PRIORITY | END_HEADERS, 1, number(0))]],
    ["a priority of another size", NGHTTP2_FRAME_SIZE_ERROR, [frame(PRIORITY, 0, 1, number(0))]],
    ["a reset of another size", NGHTTP2_FRAME_SIZE_ERROR, [post(1), frame(RST_STREAM, 0, 1, Buffer.alloc(3))]],
    ["a reset of no stream", NGHTTP2_PROTOCOL_ERROR, [frame(RST_STREAM, 0, 0, number(8))]],
    ["a reset of a stream that was not opened", NGHTTP2_PROTOCOL_ERROR, [frame(RST_STREAM, 0, 1, number(8))]],
    ["settings of a stream", NGHTTP2_PROTOCOL_ERROR, [frame(SETTINGS, 0, 1)]],
    ["settings of another size", NGHTTP2_FRAME_SIZE_ERROR, [frame(SETTINGS, 0, 0, Buffer.alloc(5))]],
    ["an agreement with settings in it", NGHTTP2_FRAME_SIZE_ERROR, [frame(SETTINGS, 1, 0, Buffer.alloc(6))]],
    ["ENABLE_PUSH above 1", NGHTTP2_PROTOCOL_ERROR, [setting(2, 2)]],
    ["INITIAL_WINDOW_SIZE above 2^31 - 1", NGHTTP2_FLOW_CONTROL_ERROR, [setting(4, 2 ** 31)]],
    ["MAX_FRAME_SIZE below 2^14", NGHTTP2_PROTOCOL_ERROR, [setting(5, 2 ** 14 - 1)]],
    ["MAX_FRAME_SIZE above 2^24 - 1", NGHTTP2_PROTOCOL_ERROR, [setting(5, 2 ** 24)]],
    [
      "INITIAL_WINDOW_SIZE that makes a window too large",
      NGHTTP2_FLOW_CONTROL_ERROR,
      [post(1), frame(WINDOW_UPDATE, 0, 1, number(2 ** 31 - 1 - 65_535)), setting(4, 65_536)],
    ],
    ["a push", NGHTTP2_PROTOCOL_ERROR, [frame(PUSH_PROMISE, END_HEADERS, 1, number(2))]],
    ["a ping on a stream", NGHTTP2_PROTOCOL_ERROR, [frame(PING, 0, 1, Buffer.alloc(8))]],
    ["a ping of another size", NGHTTP2_FRAME_SIZE_ERROR, [frame(PING, 0, 0, Buffer.alloc(7))]],
    ["GOAWAY on a stream", NGHTTP2_PROTOCOL_ERROR, [frame(GOAWAY, 0, 1, Buffer.alloc(8))]],
    ["GOAWAY that is cut", NGHTTP2_FRAME_SIZE_ERROR, [frame(GOAWAY, 0, 0, Buffer.alloc(7))]],
    ["a window of another size", NGHTTP2_FRAME_SIZE_ERROR, [frame(WINDOW_UPDATE, 0, 0, Buffer.alloc(3))]],
    ["a window of nothing more", NGHTTP2_PROTOCOL_ERROR, [frame(WINDOW_UPDATE, 0, 0, number(0))]],
    ["a window above 2^31 - 1", NGHTTP2_FLOW_CONTROL_ERROR, [frame(WINDOW_UPDATE, 0, 0, number(2 ** 31 - 1))]],
    ["a window of a stream that was not opened", NGHTTP2_PROTOCOL_ERROR, [frame(WINDOW_UPDATE, 0, 1, number(1))]],
    ["CONTINUATION of nothing", NGHTTP2_PROTOCOL_ERROR, [frame(CONTINUATION, END_HEADERS, 1, fields(GET))]],
    [
      "another frame within a block of fields",
      NGHTTP2_PROTOCOL_ERROR,
      [frame(HEADERS, END_STREAM, 1, fields(GET)), frame(PING, 0, 0, Buffer.alloc(8))],
    ],
    [
      "CONTINUATION of another stream",
      NGHTTP2_PROTOCOL_ERROR,
      [frame(HEADERS, END_STREAM, 1, fields(GET)), frame(CONTINUATION, END_HEADERS, 3)],
    ],
    [
      "an unknown frame within a block of fields",
      NGHTTP2_PROTOCOL_ERROR,
      [frame(HEADERS, END_STREAM, 1, fields(GET)), frame(99, 0, 1)],
    ],
    ["a frame above 2^14 bytes", NGHTTP2_FRAME_SIZE_ERROR, [post(1), frame(DATA, 0, 1, Buffer.alloc(2 ** 14 + 1))]],
  ])("a connection is ended, with the code of RFC 9113, by %s", async (_what, code, frames) => {
    const { client, records } = await openSilent();

    client.send(...frames);

    expect(await client.end()).toBe(code);
    await client.whenClosed();
    expect(records).toContainEqual(
      expect.objectContaining({ status: 400, reason: expect.stringMatching(/^the connection was ended: /) }),
    );
  });

  test("more data than its window", async () => {
    // Nobody takes any of it before there is a connection to the instance, and there is no more than one.
    const { client } = await openSilent({ instanceConnections: 1 });

    client.send(get(1), post(3));
    for (let sent = 0; sent <= 256 * 1024; sent += 2 ** 14) client.send(frame(DATA, 0, 3, Buffer.alloc(2 ** 14)));

    expect((await client.first(RST_STREAM, GOAWAY))?.payload.readUInt32BE(0)).toBe(NGHTTP2_FLOW_CONTROL_ERROR);
  });

  test("a first frame that is not one of settings", async () => {
    const { port } = await startEngine({}, []);
    const socket = connect(port, "127.0.0.1");
    afterTest(() => socket.destroy());
    const received: Buffer[] = [];
    socket.on("data", (bytes) => received.push(bytes));

    socket.write(Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(PING, 0, 0, Buffer.alloc(8))]));

    await new Promise((resolve) => socket.once("close", resolve));
    const goaway = Buffer.concat([Buffer.from([0, 0, 8, GOAWAY, 0]), Buffer.alloc(8), number(NGHTTP2_PROTOCOL_ERROR)]);
    expect(Buffer.concat(received).includes(goaway)).toBe(true);
  });
});

describe("what ends a stream of HTTP/2", () => {
  test.each<[what: string, code: number, frames: readonly Buffer[]]>([
    ["a window of nothing more", NGHTTP2_PROTOCOL_ERROR, [post(1), frame(WINDOW_UPDATE, 0, 1, number(0))]],
    ["a window above 2^31 - 1", NGHTTP2_FLOW_CONTROL_ERROR, [post(1), frame(WINDOW_UPDATE, 0, 1, number(2 ** 31 - 1))]],
    [
      "trailers that do not end it",
      NGHTTP2_PROTOCOL_ERROR,
      [post(1), frame(HEADERS, END_HEADERS, 1, fields([["x-sum", "1"]]))],
    ],
    [
      "trailers with a pseudo-header field",
      NGHTTP2_PROTOCOL_ERROR,
      [post(1), frame(HEADERS, END_HEADERS | END_STREAM, 1, fields([[":path", "/"]]))],
    ],
    [
      "data after its end",
      NGHTTP2_STREAM_CLOSED,
      [post(1), frame(DATA, END_STREAM, 1, Buffer.from("x")), frame(DATA, 0, 1, Buffer.from("y"))],
    ],
    [
      "data after its reset",
      NGHTTP2_STREAM_CLOSED,
      [post(1), frame(RST_STREAM, 0, 1, number(8)), frame(DATA, 0, 1, Buffer.from("y"))],
    ],
  ])("a stream is reset, and its connection serves on, for %s", async (_what, code, frames) => {
    const { client } = await openSilent();

    client.send(...frames);

    const reset = await client.first(RST_STREAM, GOAWAY);
    expect(reset).toMatchObject({ type: RST_STREAM, stream: 1 });
    expect(reset?.payload.readUInt32BE(0)).toBe(code);
    client.send(frame(PING, 0, 0, Buffer.from("12345678")));
    expect(await client.first(PING)).toMatchObject({ flags: 1 });
  });
});

describe("what is taken on a connection of HTTP/2", () => {
  test.each<[what: string, frames: readonly Buffer[]]>([
    ["frames of types that it does not know", [frame(99, 0xff, 7, Buffer.from("?"))]],
    ["settings that it does not know", [setting(99, 1)]],
    ["flags that mean nothing", [frame(PING, 0xfe, 0, Buffer.alloc(8))]],
    ["an answer that nobody has asked for", [frame(PING, 1, 0, Buffer.alloc(8))]],
    ["a priority", [frame(PRIORITY, 0, 9, Buffer.concat([number(0), Buffer.of(0)]))]],
    ["windows of streams that are over", [get(1), frame(WINDOW_UPDATE, 0, 1, number(1))]],
  ])("%s", async (_what, frames) => {
    const client = await open();

    client.send(...frames);
    client.request(3, GET);

    await eventually(() => client.frames.some(({ type, stream }) => type === HEADERS && stream === 3));
    expect(client.frames.filter(({ type }) => type === GOAWAY)).toEqual([]);
  });

  test("padding around data and fields", async () => {
    const client = await open();
    const padded = (payload: Buffer) => Buffer.concat([Buffer.of(3), payload, Buffer.alloc(3)]);
    const list = GET.map(([name, value]) => [name, name === ":method" ? "POST" : value] as const);

    client.send(frame(HEADERS, PADDED | END_HEADERS, 1, padded(fields(list))));
    client.send(frame(DATA, PADDED | END_STREAM, 1, padded(Buffer.from("body"))));

    await eventually(() => client.frames.some(({ type, flags }) => type === DATA && (flags & END_STREAM) !== 0));
    const body = Buffer.concat(client.frames.filter(({ type }) => type === DATA).map(({ payload }) => payload));
    expect(JSON.parse(body.toString())).toMatchObject({ body: "body" });
  });
});

test("malformed requests are one line of the log together, when their connection is closed", async () => {
  const { port, records } = await startEngine({}, membersOf(await startEcho()));
  const client = await FrameClient.open(port);

  for (const stream of [1, 3, 5]) client.request(stream, [...GET, ["connection", "close"]]);
  await eventually(() => client.frames.filter(({ type }) => type === RST_STREAM).length === 3);
  expect(records).toEqual([]);
  client.socket.destroy();

  await eventually(() => records.length > 0);
  expect(records).toMatchObject([
    { status: 400, reason: "3 malformed requests on a connection, the first for a field of the connection" },
  ]);
});
