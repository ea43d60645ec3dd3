import fc from "fast-check";
import { median, percentile, spread } from "../../bench/statistics";

describe("the median", () => {
  test.each([
    [[], Number.NaN],
    [[7], 7],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 3],
  ])("of %j is %d", (samples, expected) => {
    expect(median(samples)).toBe(expected);
  });
});

describe("a percentile is the nearest rank", () => {
  const thousand = Array.from({ length: 1000 }, (_, index) => index + 1);
  test.each([
    [[], 0.5, Number.NaN],
    [[7], 0.999, 7],
    [[1, 2, 3, 4], 0.5, 2],
    [[1, 2, 3, 4], 0, 1],
    [[1, 2, 3, 4], 1, 4],
    [thousand, 0.99, 990],
    [thousand, 0.999, 999],
  ])("%#", (sorted, share, expected) => {
    expect(percentile(sorted, share)).toBe(expected);
  });

  test("at least the share of samples does not exceed it, and fewer do not exceed the sample before", () => {
    const samples = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 999 }), (values, thousandths) => {
        const sorted = values.toSorted((a, b) => a - b);
        const found = percentile(sorted, thousandths / 1000);
        const upTo = sorted.filter((value) => value <= found).length;
        const below = sorted.filter((value) => value < found).length;
        expect(upTo * 1000).toBeGreaterThanOrEqual(thousandths * sorted.length);
        expect(below * 1000).toBeLessThan(thousandths * sorted.length);
      }),
    );
  });
});

test("the spread is half the distance of the extremes, to the median", () => {
  expect(spread([9, 10, 11])).toBeCloseTo(0.1);
  expect(spread([10, 10])).toBe(0);
});
