import { connect } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { FrameReader } from "../../../../lib/proxy/http/h2/wire/frame-reader";
import { eventually } from "../../support/conditions";
import { startEngine } from "../../support/engines";
import { startInstance } from "../../support/instances";
import { membersOf } from "../../support/proxies";
import { PREFACE } from "../h2/frame";
import { heapInUse } from "./support/heap";
import { clientFrames } from "./support/http2-frames";
import { openSockets } from "./support/live/open-sockets";
import { cutInto, cuts } from "./support/messages";
import { ProbeConnection, Wire } from "./support/probe-connection";
import { liveRuns, messages, PATIENCE } from "./support/runs";

const FRAME_SIZE = 16_384;
/** Clients at one time. */
const AT_ONCE = 10;

interface Outcome {
  readonly events: readonly string[];
  readonly sent: string;
  readonly left: number;
}

function outcome(pieces: readonly Buffer[]): Outcome {
  const probe = new ProbeConnection(new Wire());
  const sent = probe.receive(pieces).toString("hex");
  const events = [...probe.events];
  probe.close();
  return { events, sent, left: probe.open };
}

/** Connections are looked at once more in the turn after: until it comes they are kept, with all that they have sent. */
function letGo(): Promise<void> {
  return turn();
}

/** Whether these are frames that are whole, from first to last. */
function isWhole(bytes: Buffer): boolean {
  let whole = true;
  const taker = {
    frame() {},
    oversized: () => {
      whole = false;
    },
  };
  const reader = new FrameReader(taker, FRAME_SIZE);
  reader.read(bytes, 0, bytes.length);
  return whole && !reader.amidst;
}

test(
  "frames mean the same wherever they are cut, valid and mutated: what is told, and what is sent",
  async () => {
    await fc.assert(
      fc.asyncProperty(clientFrames, cuts, async (bytes, places) => {
        expect(outcome(cutInto(bytes, places))).toEqual(outcome([bytes]));
        await letGo();
      }),
      { numRuns: messages(800) },
    );
  },
  PATIENCE,
);

test(
  "whatever comes, whole frames are sent, and no stream is left once the connection is gone",
  async () => {
    await fc.assert(
      fc.asyncProperty(clientFrames, async (bytes) => {
        const { sent, left } = outcome([bytes]);
        expect(left).toBe(0);
        expect(isWhole(Buffer.from(sent, "hex"))).toBe(true);
        await letGo();
      }),
      { numRuns: messages(800) },
    );
  },
  PATIENCE,
);

/** Sends frames, then ends its half, or resets the connection. @returns what has come once it is closed */
async function converse(port: number, bytes: Buffer, places: readonly number[], resets: boolean): Promise<Buffer> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const received: Buffer[] = [];
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("data", (piece) => received.push(piece));
  socket.on("error", () => {});
  for (const piece of cutInto(Buffer.concat([PREFACE, bytes]), places)) {
    if (socket.destroyed) break;
    socket.write(piece);
    await new Promise(setImmediate);
  }
  if (resets) socket.resetAndDestroy();
  else socket.end();
  await closed;
  return Buffer.concat(received);
}

test(
  "through sockets a service receives valid requests alone, a client whole frames, and nothing is left behind",
  async () => {
    const complaints: string[] = [];
    const instance = await startInstance((request, response) => {
      if ("evil" in request.headers) complaints.push("a field that a value has made");
      request.resume().on("end", () => response.end("ok"));
    });
    instance.server.on("clientError", (error: Error & { readonly code?: string }, socket) => {
      // One that is broken off, for its client has gone, is none the less one.
      if (error.code?.startsWith("HPE_") === true && error.code !== "HPE_INVALID_EOF_STATE")
        complaints.push(error.code);
      socket.destroy();
    });
    const soon = 150;
    const limits = { headTime: soon, keepAlive: soon, clientIdle: soon, linger: soon, spare: 30 };
    const { port, records } = await startEngine(limits, membersOf(instance));
    const conversation = fc.tuple(clientFrames, cuts, fc.boolean());
    const sockets = openSockets();
    const round = async (runs: number): Promise<void> => {
      await fc.assert(
        fc.asyncProperty(fc.array(conversation, { minLength: 1, maxLength: AT_ONCE }), async (all) => {
          const answers = await Promise.all(
            all.map(([bytes, places, resets]) => converse(port, bytes, places, resets)),
          );
          expect(complaints).toEqual([]);
          answers.forEach((bytes, index) => {
            if (all[index]?.[2] === false) expect(isWhole(bytes)).toBe(true);
          });
          (records as unknown[]).length = 0;
        }),
        { numRuns: runs },
      );
      await eventually(() => openSockets() <= sockets);
    };
    // Code that is compiled meanwhile counts, too.
    await round(liveRuns(25));
    const before = heapInUse();

    await round(liveRuns(25));

    expect(heapInUse() - before).toBeLessThan(25 * AT_ONCE * 500 + 256 * 1024);
  },
  2 * PATIENCE,
);
