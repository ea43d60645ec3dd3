import fc from "fast-check";
import { KeptBytes } from "../../../../lib/proxy/http/h1/kept-bytes";

test("what comes in pieces is kept in order, as far as there is room, and nothing of a piece for which there is none", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 20 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 0, max: 9000 }), (list, most) => {
      const kept = new KeptBytes(most);
      let expected = Buffer.alloc(0);
      for (const piece of list) {
        const lent = Buffer.concat([Buffer.from("before"), piece, Buffer.from("after")]);
        const fits = expected.length + piece.length <= most;

        expect(kept.add(lent, 6, 6 + piece.length)).toBe(fits);

        lent.fill(0);
        if (fits) expected = Buffer.concat([expected, piece]);
        expect(kept.bytes.equals(expected)).toBe(true);
      }
    }),
  );
});

test("memory is taken for what has come, at most twice as much, however small the pieces are", () => {
  const kept = new KeptBytes(64 * 1024);
  const before = process.memoryUsage().arrayBuffers;
  const piece = Buffer.from("a");

  for (let index = 0; index < 20_000; index++) kept.add(piece, 0, 1);

  expect(kept.bytes.length).toBe(20_000);
  expect(kept.bytes.buffer.byteLength).toBeLessThanOrEqual(40_000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(256 * 1024);
});
