import fc from "fast-check";
import { FrameReader } from "../../../../../lib/proxy/http/h2/wire/frame-reader";
import { cutInto, cuts } from "../../fuzz/support/messages";
import { frame } from "../frames";

const LARGEST = 64;

interface Reading {
  readonly frames: readonly string[];
  readonly oversized: number;
}

/** What is read of pieces; each is overwritten after its call, as it is only lent. */
function reading(pieces: readonly Buffer[]): Reading {
  const frames: string[] = [];
  let oversized = 0;
  const reader = new FrameReader(
    {
      frame: (type, flags, stream, payload, start, end) =>
        frames.push(`${type} ${flags} ${stream} ${payload.toString("hex", start, end)}`),
      oversized: () => {
        oversized += 1;
      },
    },
    LARGEST,
  );
  for (const piece of pieces) {
    // Somewhere within a larger buffer, as a read is.
    const lent = Buffer.concat([Buffer.from("before"), piece, Buffer.from("after")]);
    reader.read(lent, 6, 6 + piece.length);
    lent.fill(0xff);
  }
  return { frames, oversized };
}

const oneFrame = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(0xffff_ffff), fc.uint8Array({ maxLength: LARGEST + 2 }))
  .map(([type, flags, stream, payload]) => frame(type, flags, stream, Buffer.from(payload)));
const bytes = fc.oneof(
  { weight: 4, arbitrary: fc.array(oneFrame, { maxLength: 8 }).map((frames) => Buffer.concat(frames)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all)) },
);

describe("frames", () => {
  test("are the same wherever what comes is cut", () => {
    fc.assert(
      fc.property(bytes, cuts, (all, places) => {
        expect(reading(cutInto(all, places))).toEqual(reading([all]));
      }),
      { numRuns: 1500 },
    );
  });

  test("are the same byte by byte", () => {
    fc.assert(
      fc.property(bytes, (all) => {
        expect(reading(Array.from(all, (_, index) => all.subarray(index, index + 1)))).toEqual(reading([all]));
      }),
      { numRuns: 300 },
    );
  });

  test("come whole and in order, without the first bit of their stream", () => {
    const all = Buffer.concat([frame(1, 5, 0x8000_0003, Buffer.from("ab")), frame(0, 1, 7), frame(99, 0, 0)]);

    expect(reading([all])).toEqual({ frames: ["1 5 3 6162", "0 1 7 ", "99 0 0 "], oversized: 0 });
  });

  test("that are too large end the reading, once: before their payload has come", () => {
    const head = frame(0, 0, 1, Buffer.alloc(LARGEST + 1)).subarray(0, 9);

    expect(reading([frame(4, 0, 0), head, frame(6, 0, 0)])).toEqual({ frames: ["4 0 0 "], oversized: 1 });
  });
});
