import { randomBytes } from "node:crypto";
import { processBudget } from "../../../../lib/proxy/http/h2/server/connection-window";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { startInstance } from "../../support/instances";
import { membersOf } from "../../support/proxies";
import { openHttp2, replyOn } from "./client";
import {
  DATA,
  END_HEADERS,
  END_STREAM,
  FrameClient,
  fields,
  frame,
  HEADERS,
  POST,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from "./frames";
import { head, INITIAL_WINDOW_SIZE, number, setting, startFrameService } from "./frames-instance";

const CANCEL = 8;

const KIB = 1024;
const FIRST = 64 * KIB;
/** What the window of every connection is at first. */
const UNSAID = 65_535;
const LARGEST = 256 * KIB;
/** Requests that are served at one time. */
const STREAMS = 128;

/** By how much a window was widened so far, in all. */
function widened(client: FrameClient, stream: number): number {
  return client.frames
    .filter((one) => one.type === WINDOW_UPDATE && one.stream === stream)
    .reduce((sum, { payload }) => sum + payload.readUInt32BE(0), 0);
}

test("uploads that their instance does not take hold up no other of their connection, many as they are", async () => {
  const stuck = STREAMS - 1;
  const last = 2 * stuck + 1;
  const { room } = processBudget;
  let bytes = 0;
  // No window for any of them, but for the last.
  const { port } = await startFrameService(
    ({ type, flags, stream, payload }, server) => {
      if (stream !== last) return;
      if (type === HEADERS) server.send(frame(WINDOW_UPDATE, 0, last, number(2 ** 30)));
      if (type !== DATA) return;
      bytes += payload.length;
      server.send(frame(WINDOW_UPDATE, 0, 0, number(Math.max(1, payload.length))));
      if ((flags & END_STREAM) !== 0) server.send(head(last, END_STREAM));
    },
    [frame(SETTINGS, 0, 0, setting(INITIAL_WINDOW_SIZE, 0))],
  );
  // Of its own bounds, which are less than what it is to send here, this is not about.
  const session = openHttp2(port, { maxSessionMemory: 1000 });
  const upload = (path: string, size: number) => {
    const stream = session.request({ ":method": "POST", ":path": path });
    stream.on("error", () => {});
    stream.end(Buffer.alloc(size));
    return stream;
  };

  for (let count = 0; count < stuck; count++) upload("/stuck", 2 * LARGEST);
  const reply = replyOn(upload("/taken", 4 << 20));

  await eventually(() => bytes === 4 << 20);
  expect(await reply).toMatchObject({ status: 200 });
  expect(processBudget.room).toBeLessThan(room);
  session.destroy();
  await eventually(() => processBudget.room === room);
});

describe("what a client may send before it is taken", () => {
  test("is little at first, of one request and of all", async () => {
    const { port } = await startEngine({}, []);
    const client = await FrameClient.open(port);

    await client.first(WINDOW_UPDATE);

    expect(UNSAID + widened(client, 0)).toBe(1536 * KIB);
    const settings = await client.first(SETTINGS);
    expect(settings?.payload.includes(setting(INITIAL_WINDOW_SIZE, FIRST))).toBe(true);
  });

  /** Sends half of a first window, and waits until that was taken. */
  async function half(client: FrameClient, stream: number): Promise<number> {
    const part = frame(DATA, 0, stream, randomBytes(16_384));
    client.send(frame(HEADERS, END_HEADERS, stream, fields(POST)), part, part);
    await eventually(() => widened(client, stream) > 0);
    return widened(client, stream);
  }

  test("of a request that says to be longer is more at once", async () => {
    const { port } = await startEngine({}, membersOf(await startInstance(() => {})));
    const client = await FrameClient.open(port);
    const begin = (stream: number, length: number) =>
      client.send(frame(HEADERS, END_HEADERS, stream, fields([...POST, ["content-length", String(length)]])));

    begin(1, FIRST);
    begin(3, FIRST + 1);

    await eventually(() => widened(client, 3) > 0);
    expect([1, 3].map((stream) => widened(client, stream))).toEqual([0, LARGEST - FIRST]);
  });

  test("of a request is not more where the rest of its body may come anyway", async () => {
    let taken = 0;
    const instance = await startInstance((request, response) => {
      request.on("data", (bytes: Buffer) => {
        taken += bytes.length;
      });
      request.on("end", () => response.end());
    });
    const { port, records } = await startEngine({}, membersOf(instance));
    const client = await FrameClient.open(port);
    const part = Buffer.alloc(16_384);
    const parts = Array.from({ length: 3 }, () => frame(DATA, 0, 1, part));

    client.send(frame(HEADERS, END_HEADERS, 1, fields([...POST, ["content-length", String(FIRST)]])), ...parts);
    await eventually(() => taken === 3 * part.length);
    client.send(frame(DATA, END_STREAM, 1, part));

    await eventually(() => records.length === 1);
    expect(widened(client, 1)).toBe(0);
  });

  test("of one request grows once it is taken, as far as there is room for all", async () => {
    const instance = await startInstance((request) => request.resume());
    const { port } = await startEngine({}, membersOf(instance));
    const client = await FrameClient.open(port);
    const grown = LARGEST - FIRST;
    const fitting = Math.floor((1024 * KIB) / grown);

    for (let count = 0; count < fitting; count++) {
      expect(await half(client, 2 * count + 1)).toBe(2 * 16_384 + grown);
    }
    // What is left is less, and then nothing.
    expect(await half(client, 2 * fitting + 1)).toBe(2 * 16_384 + 1024 * KIB - fitting * grown);
    expect(await half(client, 2 * fitting + 3)).toBe(2 * 16_384);

    client.send(frame(RST_STREAM, 0, 1, number(CANCEL)));
    expect(await half(client, 2 * fitting + 5)).toBe(2 * 16_384 + grown);
  });
});
