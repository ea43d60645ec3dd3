import fc from "fast-check";
import { queryParameter } from "../../lib/routing";

describe("queryParameter", () => {
  test.each([
    ["a=1", "a", "1"],
    ["a=1&a=2", "a", "1"],
    ["b=2&a=1", "a", "1"],
    ["ab=2&a=1", "a", "1"],
    ["a", "a", ""],
    ["a=", "a", ""],
    ["a&a=1", "a", ""],
    ["&&a=1&&", "a", "1"],
    ["a=b=c", "a", "b=c"],
    ["a=1;b=2", "a", "1;b=2"],
    ["%61=%31", "a", "1"],
    ["a=%C3%A4", "a", "\u00e4"],
    ["a=b+c", "a", "b+c"],
    ["a=%2B", "a", "+"],
    ["a=%ff", "a", "%ff"],
    ["a=%4", "a", "%4"],
    ["%zz=1", "%zz", "1"],
    ["=1", "", "1"],
  ])("%s has %s: %j", (query, name, value) => {
    expect(queryParameter(query, name)).toBe(value);
  });

  test.each([
    ["", "a"],
    ["b=1", "a"],
    ["A=1", "a"],
    ["b=a=1", "a"],
    ["b&c", "a"],
  ])("%j has no %s", (query, name) => {
    expect(queryParameter(query, name)).toBeUndefined();
  });

  test("finds what was written", () => {
    const pairs = fc.array(fc.tuple(fc.string({ minLength: 1, unit: "grapheme" }), fc.string({ unit: "grapheme" })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pairs, (written) => {
        const query = written.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
        for (const [name] of written) {
          expect(queryParameter(query, name)).toBe(written.find(([other]) => other === name)?.[1]);
        }
      }),
    );
  });
});
