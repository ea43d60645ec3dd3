import { isKept } from "../../../bench/bench";
import { growthOf, type Sample, warmUpOf } from "../../../bench/soak/growth";

const MIB = 1024 * 1024;
const REQUESTS = 10_000_000;

/** A sample each half million requests. */
function samples(heap: (requests: number) => number, resident: (requests: number) => number): readonly Sample[] {
  return Array.from({ length: 21 }, (_, index) => index * 500_000).map((requests) => ({
    requests,
    heap: heap(requests),
    resident: resident(requests),
    external: 2 * MIB,
  }));
}

const steady = () => 15 * MIB;

function kept(list: readonly Sample[], requests = REQUESTS): readonly boolean[] {
  return growthOf(list, requests).map(isKept);
}

test("what grows until it is warm, and a single sample that is high, are no growth", () => {
  const untilWarm = (requests: number) => Math.min(requests, 1_000_000) * 20 + 15 * MIB;
  expect(kept(samples(untilWarm, untilWarm))).toEqual([true, true]);
  expect(kept(samples((requests) => (requests === REQUESTS ? 90 : 15) * MIB, steady))).toEqual([true, true]);
});

test("half a byte of a request on the heap is growth", () => {
  expect(kept(samples((requests) => 15 * MIB + requests / 2, steady))).toEqual([false, true]);
});

test("so are buffers outside of it, and memory that V8 knows nothing of", () => {
  const buffers = samples(steady, steady).map((sample) => ({ ...sample, external: sample.requests }));
  expect(kept(buffers)).toEqual([false, true]);
  expect(kept(samples(steady, (requests) => 80 * MIB + 2 * requests))).toEqual([true, false]);
});

test("a million requests are the warm-up, or a quarter of a shorter run", () => {
  expect([10_000_000, 4_000_000, 300_000].map(warmUpOf)).toEqual([1_000_000, 1_000_000, 75_000]);
});

test("too few samples are an error, not a pass", () => {
  expect(() => growthOf(samples(steady, steady).slice(0, 5), REQUESTS)).toThrow(/3 samples after the warm-up/);
});
