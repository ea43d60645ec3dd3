import fc from "fast-check";
import { ByteQueue } from "../../../../../lib/proxy/http/h2/connection/byte-queue";

/** Takes up to so many bytes. */
function take(queue: ByteQueue, most: number): Buffer {
  const { first, firstStart, firstEnd } = queue;
  if (first === undefined) return Buffer.alloc(0);
  const bytes = Buffer.from(first.subarray(firstStart, Math.min(firstEnd, firstStart + most)));
  queue.remove(bytes.length);
  return bytes;
}

describe("bytes that wait", () => {
  test("leave as they came, whatever is added and taken in between", () => {
    const adds = fc.uint8Array({ minLength: 1, maxLength: 3000 });
    const takes = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(fc.array(fc.oneof(adds, takes), { maxLength: 60 }), (steps) => {
        const queue = new ByteQueue();
        const added: Buffer[] = [];
        const taken: Buffer[] = [];
        for (const step of steps) {
          if (typeof step === "number") {
            taken.push(take(queue, step));
          } else {
            const lent = Buffer.concat([Buffer.of(0), step, Buffer.of(0)]);
            queue.add(lent, 1, lent.length - 1);
            lent.fill(0xff);
            added.push(Buffer.from(step));
          }
        }
        while (queue.length > 0) taken.push(take(queue, 5000));

        expect(Buffer.concat(taken)).toEqual(Buffer.concat(added));
        expect(queue.first).toBeUndefined();
      }),
    );
  });

  test("share memory where they come one by one", () => {
    const queue = new ByteQueue();
    const pieces = new Set<ArrayBufferLike | Buffer | undefined>();

    for (let count = 0; count < 10_000; count++) queue.add(Buffer.of(count), 0, 1);
    while (queue.length > 0) {
      pieces.add(queue.first);
      take(queue, 1);
    }

    expect(pieces.size).toBeLessThanOrEqual(10);
  });

  test("are all gone when they are dropped", () => {
    const queue = new ByteQueue();
    queue.add(Buffer.from("some"), 0, 4);
    queue.remove(1);

    queue.clear();
    queue.add(Buffer.from("more"), 0, 4);

    expect(take(queue, 10).toString()).toBe("more");
  });
});
