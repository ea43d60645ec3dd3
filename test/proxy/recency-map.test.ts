import fc from "fast-check";
import type { PickContext } from "../../lib/proxy/engine";
import { TokenBuckets } from "../../lib/proxy/http/filters/rate-limit/token-buckets";
import { RecencyMap } from "../../lib/proxy/recency-map";
import { SourceIpAffinity } from "../../lib/proxy/service/affinity/source-ip";
import type { ServiceInstance } from "../../lib/proxy/service/instance";

const KEYS = ["a", "b", "c", "d", "e"] as const;

/** What it should do, in as few words as possible: the last is the newest. */
class Model {
  private pairs: [string, number][] = [];

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.pairs.length;
  }

  get(key: string): number | undefined {
    const found = this.pairs.find(([one]) => one === key);
    if (found !== undefined) this.set(...found);
    return found?.[1];
  }

  set(key: string, value: number): void {
    this.delete(key);
    this.pairs = [...this.pairs, [key, value] as [string, number]].slice(-this.capacity);
  }

  delete(key: string): void {
    this.pairs = this.pairs.filter(([one]) => one !== key);
  }

  keep(wanted: (value: number) => boolean): void {
    this.pairs = this.pairs.filter(([, value]) => wanted(value));
  }
}

type Step = (map: Model | RecencyMap<string, number>) => unknown;

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(...KEYS).map(
    (key): Step =>
      (map) =>
        map.get(key),
  ),
  fc.tuple(fc.constantFrom(...KEYS), fc.nat(9)).map(
    ([key, value]): Step =>
      (map) =>
        map.set(key, value),
  ),
  fc.constantFrom(...KEYS).map(
    (key): Step =>
      (map) =>
        map.delete(key),
  ),
  fc.nat(9).map(
    (least): Step =>
      (map) =>
        map.keep((value) => value >= least),
  ),
);

test("whatever is done with it, what was not used for the longest makes room", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(steps, { maxLength: 60 }), (capacity, taken) => {
      const [map, model] = [new RecencyMap<string, number>(capacity), new Model(capacity)];
      for (const step of taken) {
        expect(step(map)).toEqual(step(model));
        expect(map.size).toBe(model.size);
      }
    }),
  );
});

describe("nobody is walked past to find who makes room", () => {
  /** How often a map was begun to be walked, which is dear behind many that were deleted. */
  function walksOf(work: () => void): number {
    const walks = (["keys", "values", "entries", Symbol.iterator] as const).map((way) =>
      jest.spyOn(Map.prototype, way),
    );
    try {
      work();
      return walks.reduce((sum, walk) => sum + walk.mock.calls.length, 0);
    } finally {
      for (const walk of walks) walk.mockRestore();
    }
  }

  test("among buckets", () => {
    const buckets = new TokenBuckets({ tokensPerMillisecond: 1, size: 10 }, 100);

    const walks = walksOf(() => {
      for (let index = 0; index < 1000; index += 1) buckets.take(`client ${index}`, 0);
    });

    expect([walks, buckets.count]).toEqual([0, 100]);
  });

  test("among clients that are tied to an instance", () => {
    const affinity = new SourceIpAffinity({ type: "SourceIP" }, () => 0);
    const instance = {} as ServiceInstance;
    const from = (index: number) => ({ sourceAddress: `address ${index}` }) as PickContext;

    const walks = walksOf(() => {
      for (let index = 0; index < 100_010; index += 1) affinity.tie(from(index), instance);
    });

    expect(walks).toBe(0);
    expect([9, 10].map((index) => affinity.find(from(index)))).toEqual([undefined, instance]);
  });
});
