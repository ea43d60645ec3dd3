import fc from "fast-check";
import { backendShares, pickBackendByWeight } from "../../../lib/routing";
import type { Backend } from "../../../lib/topology";

/** The largest number below 1. */
const LAST = 1 - 2 ** -53;

describe("pickBackendByWeight", () => {
  const backends: readonly Backend[] = [
    { service: "none", weight: 0 },
    { service: "nine", weight: 9 },
    { service: "default" },
    { service: "none-either", weight: 0 },
  ];

  test.each([
    [0, "nine"],
    [0.5, "nine"],
    [0.899, "nine"],
    [0.9, "default"],
    [LAST, "default"],
  ])("at %d takes %s", (random, service) => {
    expect(pickBackendByWeight(backends, random)?.service).toBe(service);
  });

  test("takes none where the weights add up to 0, or there is none", () => {
    expect(pickBackendByWeight([{ service: "a", weight: 0 }], 0.5)).toBeUndefined();
    expect(pickBackendByWeight([], 0.5)).toBeUndefined();
  });

  test("gives each its share, and never takes one without weight", () => {
    const weights = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (given, random) => {
        const listed = given.map((weight, index) => ({ service: `s${index}`, weight }));
        const total = given.reduce((sum, weight) => sum + weight, 0);
        const picked = pickBackendByWeight(listed, random);
        if (total === 0) {
          expect(picked).toBeUndefined();
          return;
        }
        const place = listed.findIndex(({ service }) => service === picked?.service);
        const before = given.slice(0, place).reduce((sum, weight) => sum + weight, 0);
        expect(picked?.weight).toBeGreaterThan(0);
        expect(random * total).toBeGreaterThanOrEqual(before - 1e-6);
        expect(random * total).toBeLessThan(before + (picked?.weight ?? 0) + 1e-6);
      }),
    );
  });
});

describe("backendShares", () => {
  test("are parts of the sum of the weights, 1 where none is given", () => {
    expect(backendShares([{ service: "a", weight: 3 }, { service: "b" }, { service: "c", weight: 0 }])).toEqual([
      { service: "a", weight: 3, share: 0.75 },
      { service: "b", weight: 1, share: 0.25 },
      { service: "c", weight: 0, share: 0 },
    ]);
  });

  test("are 0 where the sum is", () => {
    expect(backendShares([{ service: "a", weight: 0 }])).toEqual([{ service: "a", weight: 0, share: 0 }]);
  });
});
