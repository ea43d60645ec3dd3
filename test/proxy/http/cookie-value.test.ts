import fc from "fast-check";
import { cookieValue } from "../../../lib/proxy/http/cookie-value";

test.each([
  ["a=1", "a", "1"],
  ["a=1; b=2", "b", "2"],
  ["a=1;a=2", "a", "1"],
  [" a = 1 ;b=2", "a", "1"],
  ["a=b=c", "a", "b=c"],
  ["a=", "a", ""],
  ["a; b=2", "a", undefined],
  ["a; b=2", "b", "2"],
  ["b=2; a", "a", undefined],
  ["A=1", "a", undefined],
  ["", "a", undefined],
  [undefined, "a", undefined],
])("in %j the cookie %s is %j", (header, name, value) => {
  expect(cookieValue(header, name)).toBe(value);
});

test("pieces without a value are passed over, wherever they stand", () => {
  const piece = fc.constantFrom("", " ", "a", "a=1", "b=2", "=", "=a", "a==");
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const expected = pieces.find((one) => /^a=/.test(one))?.slice(2);
      expect(cookieValue(pieces.join(";"), "a")).toBe(expected);
    }),
  );
});

test.each(["", "a", "a=b"])("each character is looked at a few times, however many pieces there are: %j", (piece) => {
  const header = `${`${piece};`.repeat(300)}${"x".repeat(300)}`;
  const search = jest.spyOn(String.prototype, "indexOf");
  let looks = 0;
  try {
    expect(cookieValue(header, "c")).toBeUndefined();
    for (const [index, { value }] of search.mock.results.entries()) {
      const [, from = 0] = search.mock.calls[index] ?? [];
      looks += (value < 0 ? header.length : value + 1) - from;
    }
  } finally {
    search.mockRestore();
  }

  expect(looks).toBeGreaterThan(0);
  expect(looks).toBeLessThanOrEqual(3 * header.length);
});
