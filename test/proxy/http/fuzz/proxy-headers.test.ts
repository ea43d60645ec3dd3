import fc from "fast-check";
import { readHeader } from "../../../../lib/proxy/proxy-protocol/read-header";
import { cutInto, cuts } from "./support/messages";
import { announcement, spoiledHeader } from "./support/proxy-headers";
import { messages, PATIENCE } from "./support/runs";
import { readHeaderAgain, type SecondReading } from "./support/second-header-reader";

/** What comes behind a header, some of which would make one longer. */
const after = fc.constantFrom("", "GET / HTTP/1.1\r\n\r\n", "\r\n", "\n", "\x16\x03\x01");

/** The proxy's own reading, in the other's terms. */
function read(bytes: Buffer): SecondReading {
  const result = readHeader(bytes);
  if (result === undefined) return { verdict: "incomplete" };
  return "fault" in result ? { verdict: "refused" } : { verdict: "accepted", ...result };
}

test(
  "a valid header announces whom it is made for, whatever comes behind it, and is not whole before its end",
  () => {
    fc.assert(
      fc.property(announcement, after, fc.nat(), ({ header, client }, behind, cut) => {
        expect(read(Buffer.concat([header, Buffer.from(behind)]))).toEqual({
          verdict: "accepted",
          client,
          length: header.length,
        });
        expect(read(header.subarray(0, cut % header.length))).toEqual({ verdict: "incomplete" });
      }),
      { numRuns: messages(1000) },
    );
  },
  PATIENCE,
);

test(
  "of a spoiled header a second reader says the same, and it means the same wherever it is cut",
  () => {
    fc.assert(
      fc.property(spoiledHeader, after, cuts, (header, behind, places) => {
        const bytes = Buffer.concat([header, Buffer.from(behind, "latin1")]);
        const reading = read(bytes);
        expect(reading).toEqual(readHeaderAgain(bytes));
        let come = 0;
        for (const piece of cutInto(bytes, places)) {
          come += piece.length;
          const sooner = read(bytes.subarray(0, come));
          if (sooner.verdict !== "incomplete") expect(sooner).toEqual(reading);
        }
      }),
      { numRuns: messages(2000) },
    );
  },
  PATIENCE,
);

test("spoiled headers are of every kind: accepted with and without a client, refused, and not whole", () => {
  const seen = new Set(
    fc.sample(spoiledHeader, { numRuns: 500, seed: 1 }).map((header) => {
      const reading = readHeaderAgain(header);
      return reading.verdict === "accepted" ? typeof reading.client : reading.verdict;
    }),
  );

  expect([...seen].sort()).toEqual(["incomplete", "refused", "string", "undefined"]);
});
