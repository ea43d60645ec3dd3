import fc from "fast-check";
import { parseDuration, tryParseDuration } from "../../lib/topology";

describe("durations", () => {
  it.each([
    ["0s", 0],
    ["1ms", 1],
    ["500ms", 500],
    ["10s", 10_000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["1m30s", 90_000],
    ["1h30m10s5ms", 5_410_005],
    ["1s1s", 2000],
    ["00001s", 1000],
    ["99999h", 359_996_400_000],
  ])("%s is %d ms", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
    expect(tryParseDuration(text)).toBe(milliseconds);
  });

  it.each(["", "10", "s", "1d", "1.5s", "-1s", " 1s", "1s ", "1 s", "1S", "100000s", "1h1m1s1ms1ms", "1s\n"])(
    "%j is none",
    (text) => {
      expect(tryParseDuration(text)).toBeUndefined();
      expect(() => parseDuration(text)).toThrow(RangeError);
    },
  );

  it("adds up its pairs", () => {
    const unit = fc.constantFrom<["h" | "m" | "s" | "ms", number]>(
      ["h", 3_600_000],
      ["m", 60_000],
      ["s", 1000],
      ["ms", 1],
    );
    const pair = fc.record({ count: fc.nat(99_999), unit });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 4 }), (pairs) => {
        const text = pairs.map(({ count, unit: [name] }) => `${count}${name}`).join("");
        expect(parseDuration(text)).toBe(pairs.reduce((sum, { count, unit: [, size] }) => sum + count * size, 0));
      }),
    );
  });
});
