import fc from "fast-check";
import { heapInUse } from "./support/heap";
import { mutatedRequest } from "./support/messages";
import { readWhole } from "./support/our-reading";
import { messages, PATIENCE } from "./support/runs";

/** Bytes on the heap after reading that many messages. */
function heapAfter(texts: readonly Buffer[], reads: number): number {
  for (let index = 0; index < reads; index++) readWhole(texts[index % texts.length] ?? Buffer.alloc(0));
  return heapInUse();
}

test(
  "reading leaves nothing behind, whatever was read",
  () => {
    const texts = fc.sample(mutatedRequest, 500).map((text) => Buffer.from(text, "latin1"));
    const reads = messages(20_000);
    const before = heapAfter(texts, reads);

    const after = heapAfter(texts, reads);

    // Less than a byte for each message would still be far more than this.
    expect(after - before).toBeLessThan(Math.max(reads, 512 * 1024));
  },
  PATIENCE,
);
