import { randomBytes } from "node:crypto";
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
  GET,
  HEADERS,
  RST_STREAM,
  SETTINGS,
} from "./frames";
import { head, number, setting, startFrameService } from "./frames-instance";

const INITIAL_WINDOW_SIZE = 4;
const WINDOW_UPDATE = 8;
const CANCEL = 8;
const POST = GET.map(([name, value]) => [name, name === ":method" ? "POST" : value] as const);

const KIB = 1024;
const FIRST = 65_535;
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
});

describe("what a client may send before it is taken", () => {
  test.each([
    ["goes with the requests that there may be at one time", 10, 10 * FIRST],
    ["is bounded, many as there may be", 10_000, 8192 * KIB],
  ])("%s", async (_what, streams, ofRequests) => {
    const { port } = await startEngine({ streams }, []);
    const client = await FrameClient.open(port);

    await client.first(WINDOW_UPDATE);

    expect(FIRST + widened(client, 0)).toBe(ofRequests + 1536 * KIB);
    const settings = await client.first(SETTINGS);
    // It is what every connection begins with.
    expect(settings?.payload.includes(Buffer.of(0, INITIAL_WINDOW_SIZE, 0))).toBe(false);
  });

  /** Sends half of a first window, and waits until that was taken. */
  async function half(client: FrameClient, stream: number): Promise<number> {
    const part = frame(DATA, 0, stream, randomBytes(16_384));
    client.send(frame(HEADERS, END_HEADERS, stream, fields(POST)), part, part);
    await eventually(() => widened(client, stream) > 0);
    return widened(client, stream);
  }

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
