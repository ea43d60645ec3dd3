import fc from "fast-check";
import { HpackDecoder, HpackEncoder } from "../../../../../lib/proxy/http/h2/hpack";
import { changes, mutated, path, validFields } from "./support/arbitrary";
import { decoded, encoded, type Field, fieldLine } from "./support/fields";
import { blocksOfNodeClient, NodeServer } from "./support/node-peers";

const request: fc.Arbitrary<readonly Field[]> = fc
  .tuple(fc.constantFrom("GET", "DELETE", "OPTIONS"), fc.constantFrom("a.test", "b.test:8080"), path, validFields)
  .map(([method, authority, path, fields]) => [
    [":authority", authority],
    [":method", method],
    [":path", path],
    [":scheme", "http"],
    ...fields,
  ]);

const requests = (count: number) => fc.array(request, { minLength: count, maxLength: count });

// Each waits for many exchanges over sockets, on a machine that may be busy.
jest.setTimeout(20_000);

/** Sizes of the table: none, a few entries, HTTP/2's own, and more than anybody has to use. */
const tableSizes = [0, 150, 4096, 65_536];

describe("beside Node's own HTTP/2", () => {
  it.each(tableSizes)("what its client encodes is decoded, with a table of %d", async (tableSize) => {
    await fc.assert(
      fc.asyncProperty(requests(80), async (requests) => {
        const blocks = await blocksOfNodeClient(tableSize, requests);
        const decoder = new HpackDecoder(tableSize);
        const lines = requests.map((fields) => fields.map(([name, value, secret]) => fieldLine(name, value, secret)));
        expect(blocks.map((block) => decoded(decoder, block))).toEqual(lines);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it.each(tableSizes)("its server understands what is encoded, with a table of %d", async (tableSize) => {
    const server = await NodeServer.start(tableSize);
    try {
      await fc.assert(
        fc.asyncProperty(requests(80), async (requests) => {
          const encoder = new HpackEncoder();
          encoder.limitTable(tableSize);
          const blocks = requests.map((fields) => encoded(encoder, fields));
          const verdicts = requests.map((fields) => ({
            kind: "fields",
            raw: fields.flatMap((field) => field.slice(0, 2)),
          }));
          expect(await server.verdicts(blocks)).toEqual(verdicts);
        }),
        { numRuns: 2, endOnFailure: true },
      );
    } finally {
      await server.stop();
    }
  });

  it("both refuse the same blocks, whatever was changed in them", async () => {
    const server = await NodeServer.start(4096);
    let faults = 0;
    try {
      await fc.assert(
        fc.asyncProperty(requests(3), changes, async (requests, changes) => {
          const encoder = new HpackEncoder();
          const blocks = requests.map((fields) => encoded(encoder, fields));
          blocks[1] = mutated(blocks[1] ?? Buffer.alloc(0), changes);
          const ours: string[] = [];
          const decoder = new HpackDecoder(4096);
          for (const block of blocks) {
            const fault = decoder.decode(block, 0, block.length, () => undefined);
            ours.push(fault ?? "well formed");
            if (fault === undefined) continue;
            faults += 1;
            break;
          }
          const verdicts = await server.verdicts(blocks);
          expect(verdicts.map(({ kind }) => kind === "compression error")).toEqual(
            ours.map((fault) => fault !== "well formed"),
          );
        }),
        { numRuns: 150, endOnFailure: true },
      );
    } finally {
      await server.stop();
    }
    expect(faults).toBeGreaterThan(20);
  });
});
