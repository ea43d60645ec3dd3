import { constants } from "node:http2";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { startInstance, startRawInstance } from "../../support/instances";
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
  HEADERS,
  PING,
  POST,
  PRIORITY,
  SETTINGS,
  WINDOW_UPDATE,
} from "./frames";

/** Far more than anybody needs at once. */
const MANY = 2000;

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** An instance that never answers. */
async function silent() {
  return membersOf(await startRawInstance(() => {}));
}

/** A client with a request whose body has yet to come. */
async function uploading(): Promise<FrameClient> {
  const { port } = await startEngine({}, await silent());
  const client = await FrameClient.open(port);
  client.send(frame(HEADERS, END_HEADERS, 1, fields(POST)));
  return client;
}

describe("a flood of HTTP/2", () => {
  test.each<[what: string, flood: Buffer]>([
    ["pings", frame(PING, 0, 0, Buffer.alloc(8))],
    ["answers to pings that were not sent", frame(PING, 1, 0, Buffer.alloc(8))],
    ["settings", frame(SETTINGS, 0, 0)],
    ["agreements to settings", frame(SETTINGS, 1, 0)],
    ["priorities", frame(PRIORITY, 0, 1, Buffer.concat([number(0), Buffer.of(0)]))],
    ["data without bytes", frame(DATA, 0, 1)],
    ["windows", frame(WINDOW_UPDATE, 0, 0, number(1))],
    ["windows of a stream", frame(WINDOW_UPDATE, 0, 1, number(1))],
    ["unknown frames", frame(99, 0, 0)],
  ])("a flood of %s ends the connection, though its answers are read", async (_what, flood) => {
    const client = await uploading();

    client.send(Buffer.concat(Array.from({ length: MANY }, () => flood)));

    expect(await client.end()).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  });

  test("a flood of malformed requests ends the connection", async () => {
    const { port } = await startEngine({}, await silent());
    const client = await FrameClient.open(port);

    for (let stream = 1; stream < 2 * MANY; stream += 2) client.request(stream, [...GET, ["connection", "close"]]);

    expect(await client.end()).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  });

  test("a flood of requests beyond what is served at one time ends the connection", async () => {
    const { port } = await startEngine({ streams: 2 }, await silent());
    const client = await FrameClient.open(port);

    for (let stream = 1; stream < 2 * MANY; stream += 2) client.request(stream, GET);

    expect(await client.end()).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  });

  test.each([
    ["many frames without a byte", Array.from({ length: 100 }, () => frame(CONTINUATION, 0, 1))],
    ["few frames without an end", Array.from({ length: 10 }, () => frame(CONTINUATION, 0, 1, Buffer.alloc(16_384)))],
  ])("fields in %s end the connection", async (_what, frames) => {
    const { port } = await startEngine({}, await silent());
    const client = await FrameClient.open(port);

    client.send(frame(HEADERS, END_STREAM, 1, fields(GET)), ...frames);

    expect(await client.end()).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  });

  test("frames that come with work are none: windows for data that was asked for", async () => {
    const instance = await startInstance((_request, response) => response.end(Buffer.alloc(8 << 20)));
    const { port } = await startEngine({}, membersOf(instance));
    const client = await FrameClient.open(port);
    client.request(1, GET);
    let seen = 0;
    let answered = 0;

    const received = (): number => {
      let bytes = 0;
      for (const { type, payload } of client.frames.slice(seen)) {
        if (type !== DATA) continue;
        bytes += payload.length;
        // As careless clients do: for each frame its two windows.
        client.send(
          frame(WINDOW_UPDATE, 0, 0, number(payload.length)),
          frame(WINDOW_UPDATE, 0, 1, number(payload.length)),
        );
      }
      seen = client.frames.length;
      answered += bytes;
      return answered;
    };

    await eventually(() => received() === 8 << 20);
    expect(client.frames.filter(({ type }) => type === GOAWAY)).toEqual([]);
  });
});

test("a field that is named again and again costs no memory for each time, and is 431", async () => {
  const { port, records } = await startEngine({}, membersOf(await startEcho()));
  const client = await FrameClient.open(port);
  // It enters the table with the first request; a byte each names it in the second.
  const large = Buffer.concat([Buffer.of(0x40, 1, "x".charCodeAt(0), 127, 0xa1, 0x1e), Buffer.alloc(4000, "y")]);
  client.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, Buffer.concat([fields(GET), large])));
  await eventually(() => client.frames.some(({ type, stream }) => type === HEADERS && stream === 1));

  client.send(
    frame(HEADERS, END_STREAM | END_HEADERS, 3, Buffer.concat([fields(GET), Buffer.alloc(10_000, 0x80 | 62)])),
  );

  await eventually(() => records.length === 2);
  expect(records).toMatchObject([{ status: 200 }, { status: 431 }]);
});

describe("a client of HTTP/2 that takes nothing", () => {
  test("whose windows stay closed is let go of", async () => {
    const instance = await startInstance((_request, response) => response.end(Buffer.alloc(1 << 20)));
    const { port, records } = await startEngine({ clientIdle: 200 }, membersOf(instance));
    const client = await FrameClient.open(port);
    await client.first(SETTINGS);

    client.request(1, GET);

    await eventually(() => records.length === 1);
    expect(records).toMatchObject([{ reason: "the client stopped reading" }]);
  });

  test("is let go of though nothing waits for it but a refusal", async () => {
    const { port, records } = await startEngine({ clientIdle: 100, keepAlive: 100, linger: 100 }, []);
    const client = await FrameClient.open(port);
    client.send(frame(SETTINGS, 0, 0, Buffer.concat([Buffer.of(0, 4), number(0)])));

    client.request(1, [...GET, ...Array.from({ length: 101 }, () => ["x", "1"] as const)]);

    await client.whenClosed();
    expect(records).toMatchObject([{ status: 431 }]);
  });

  test("whose socket is not read is let go of, and its requests with it", async () => {
    const instance = await startInstance((_request, response) => response.end(Buffer.alloc(16 << 20)));
    const { port, records } = await startEngine({ clientIdle: 200 }, membersOf(instance));
    const client = await FrameClient.open(port);
    client.send(frame(WINDOW_UPDATE, 0, 0, number(2 ** 30)));
    const window = Buffer.alloc(6);
    window.writeUInt16BE(4);
    window.writeUInt32BE(2 ** 30, 2);
    client.send(frame(SETTINGS, 0, 0, window));
    client.socket.pause();

    for (const stream of [1, 3, 5]) client.request(stream, GET);

    await eventually(() => records.length === 3);
    expect(new Set(records.map(({ reason }) => reason))).toEqual(new Set(["the client stopped reading"]));
  });
});
