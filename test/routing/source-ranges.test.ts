import fc from "fast-check";
import { SourceRanges } from "../../lib/routing/compiled-matcher/source-ranges";
import { coversSourceRange, inSourceRange, parseSourceRange } from "../../lib/routing/source-range";

const ADDRESSES = fc.oneof(
  fc.ipV4(),
  fc.ipV4().map((address) => `::ffff:${address}`),
  fc.ipV6(),
  fc.constantFrom(
    "10.0.0.1",
    "10.255.255.255",
    "11.0.0.0",
    "::FFFF:10.0.0.1",
    "",
    "10.0.0",
    "010.0.0.1",
    "fe80::1%eth0",
  ),
);
const RANGES = fc.oneof(
  fc.tuple(fc.ipV4(), fc.nat({ max: 32 })).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(fc.ipV6(), fc.nat({ max: 128 })).map(([address, bits]) => `${address}/${bits}`),
  fc.constantFrom("10.0.0.0/8", "0.0.0.0/0", "::/0", "::ffff:10.0.0.0/104", "10.0.0.1/32"),
);

describe("source ranges", () => {
  test.each([
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["10.0.0.0/8", "::ffff:10.1.1.1", true],
    ["0.0.0.0/0", "255.255.255.255", true],
    ["0.0.0.0/0", "::1", false],
    ["::/0", "::1", true],
    ["::/0", "10.0.0.1", false],
    ["::/0", "::ffff:10.0.0.1", false],
    ["::ffff:10.0.0.0/104", "10.9.9.9", true],
    ["::ffff:10.0.0.0/104", "11.0.0.0", false],
    ["192.168.1.128/25", "192.168.1.127", false],
    ["192.168.1.128/25", "192.168.1.128", true],
    ["2001:db8::/32", "2001:db8:ffff::1", true],
    ["2001:db8::/32", "2001:db9::", false],
    ["10.0.0.0/8", "", false],
    ["10.0.0.0/8", "ten", false],
    ["10.0.0.0/8", "10.0.0.256", false],
    ["10.0.0.0/8", "10.0.0.1.1", false],
    ["10.0.0.0/8", "10..0.1", false],
  ])("%s holds %j: %s", (range, address, holds) => {
    expect(inSourceRange(parseSourceRange(range), address)).toBe(holds);
    expect(new SourceRanges([range]).includes(address)).toBe(holds);
  });

  test("compiled, hold the same addresses", () => {
    fc.assert(
      fc.property(fc.array(RANGES, { maxLength: 3 }), ADDRESSES, (ranges, address) => {
        const holds = ranges.some((range) => inSourceRange(parseSourceRange(range), address));
        expect(new SourceRanges(ranges).includes(address)).toBe(holds);
      }),
      { numRuns: 1000 },
    );
  });

  test("that cover another hold its base, and are not covered by it", () => {
    const nested = fc.tuple(fc.ipV4(), fc.nat({ max: 31 }), fc.integer({ min: 1, max: 32 }));
    fc.assert(
      fc.property(nested, RANGES, ([address, bits, more], other) => {
        const wide = parseSourceRange(`${address}/${bits}`);
        const narrow = parseSourceRange(`${address}/${Math.min(32, bits + more)}`);
        expect(coversSourceRange(wide, narrow)).toBe(true);
        expect(coversSourceRange(narrow, wide)).toBe(false);
        const [base] = parseSourceRange(other);
        if (coversSourceRange(wide, parseSourceRange(other))) expect(inSourceRange(wide, base.toString())).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["::/0", "10.0.0.0/8"],
    ["::/0", "::ffff:10.0.0.0/104"],
    ["0.0.0.0/0", "::/0"],
  ])("%s does not cover %s", (wide, narrow) => {
    expect(coversSourceRange(parseSourceRange(wide), parseSourceRange(narrow))).toBe(false);
  });

  test("mapped into IPv6 are the same as plain ones", () => {
    expect(coversSourceRange(parseSourceRange("10.0.0.0/8"), parseSourceRange("::ffff:10.0.0.0/104"))).toBe(true);
    expect(coversSourceRange(parseSourceRange("::ffff:10.0.0.0/104"), parseSourceRange("10.0.0.0/8"))).toBe(true);
  });
});
