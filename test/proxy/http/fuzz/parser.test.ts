import fc from "fast-check";
import { cutInto, cuts, mutatedRequest, validRequest } from "./support/messages";
import { readInPieces, readWhole } from "./support/our-reading";
import { messages, PATIENCE } from "./support/runs";

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

test(
  "a valid request means the same wherever it is cut",
  () => {
    fc.assert(
      fc.property(validRequest, cuts, (text, places) => {
        expect(readInPieces(cutInto(latin1(text), places))).toEqual(readWhole(latin1(text)));
      }),
      { numRuns: messages(1500) },
    );
  },
  PATIENCE,
);

test(
  "a mutated request means the same wherever it is cut: also where it is refused, and why",
  () => {
    fc.assert(
      fc.property(mutatedRequest, cuts, (text, places) => {
        expect(readInPieces(cutInto(latin1(text), places))).toEqual(readWhole(latin1(text)));
      }),
      { numRuns: messages(3000) },
    );
  },
  PATIENCE,
);

test(
  "byte by byte it means the same as at once",
  () => {
    fc.assert(
      fc.property(mutatedRequest, (text) => {
        const bytes = latin1(text);
        const one = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
        expect(readInPieces(one)).toEqual(readWhole(bytes));
      }),
      { numRuns: messages(600) },
    );
  },
  PATIENCE,
);

test(
  "what is accepted is a prefix: what comes after it changes nothing",
  () => {
    fc.assert(
      fc.property(validRequest, fc.string({ maxLength: 20 }), (text, after) => {
        const alone = readWhole(latin1(text));
        fc.pre(alone.verdict === "accepted");
        const together = readWhole(latin1(text + after));
        expect(together).toEqual({ ...alone, rest: alone.rest + latin1(after).toString("latin1") });
      }),
      { numRuns: messages(1000) },
    );
  },
  PATIENCE,
);
