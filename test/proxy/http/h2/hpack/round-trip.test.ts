import fc from "fast-check";
import { HpackDecoder, HpackEncoder } from "../../../../../lib/proxy/http/h2/hpack";
import { anyBlocks, changes, mutated } from "./support/arbitrary";
import { decoded, encoded, fieldLine } from "./support/fields";

const CREDENTIALS = ["authorization", "proxy-authorization"];

it("what is encoded is decoded, over any blocks of a connection and any limits of its table", () => {
  fc.assert(
    fc.property(anyBlocks, (blocks) => {
      const encoder = new HpackEncoder();
      const decoder = new HpackDecoder(4096);
      for (const { limits, fields } of blocks) {
        for (const limit of limits) encoder.limitTable(limit);
        const lines = fields.map(([name, value, sensitive]) =>
          fieldLine(name, value, sensitive === true || CREDENTIALS.includes(name)),
        );
        expect(decoded(decoder, encoded(encoder, fields))).toEqual(lines);
      }
    }),
    { numRuns: 200 },
  );
});

it("of any octets there is an answer, and no more fields than octets", () => {
  fc.assert(
    fc.property(
      anyBlocks,
      fc.array(changes, { maxLength: 15 }),
      fc.uint8Array({ maxLength: 200 }),
      (blocks, all, other) => {
        const encoder = new HpackEncoder();
        const decoder = new HpackDecoder(4096);
        for (const [index, { limits, fields }] of blocks.entries()) {
          for (const limit of limits) encoder.limitTable(limit);
          const block = mutated(encoded(encoder, fields), all[index] ?? []);
          // A decoder is not used after a fault in the proxy. Here it is, so that its state is no better than in a connection.
          for (const octets of [block, Buffer.from(other)]) {
            let count = 0;
            let length = 0;
            const fault = decoder.decode(octets, 0, octets.length, (name, value) => {
              count += 1;
              length = Math.max(length, name.length + value.length);
            });
            expect(["string", "undefined"]).toContain(typeof fault);
            expect(count).toBeLessThanOrEqual(octets.length);
            expect(length).toBeLessThanOrEqual(4096 + 2 * octets.length);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});
