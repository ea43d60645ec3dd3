import fc from "fast-check";
import { lineAndColumn, scanJson } from "../../lib/topology/json-text";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const token = fc.constantFrom(
  ..."{}[],: \n\t\"'\\/*-+.019eE".split(""),
  '"a"',
  '"b"',
  '"\\u00e9"',
  '"\\x"',
  "true",
  "false",
  "null",
  "12",
  "-0.5e+3",
  "01",
  "1.",
  ".5",
  "nul",
  "\u00a0",
  "\ufeff",
);

describe("scanJson", () => {
  it("finds a fault exactly where JSON.parse finds one, in random texts", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.array(token).map((tokens) => tokens.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(scanJson(text).fault === undefined).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("finds a fault exactly where JSON.parse finds one, in JSON with one place changed", () => {
    const changed = fc.tuple(fc.json(), fc.nat(), fc.nat(2), token).map(([json, place, removed, inserted]) => {
      const at = place % (json.length + 1);
      return json.slice(0, at) + inserted + json.slice(at + removed);
    });
    fc.assert(
      fc.property(changed, (text) => {
        expect(scanJson(text).fault === undefined).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("names fields that stand twice, by their place", () => {
    expect(scanJson('{ "a": [{ "b": 1, "c": { "b": 2 }, "b": 3 }], "\\u0061": {} }').duplicates).toEqual([
      ["a", 0, "b"],
      ["a"],
    ]);
  });

  it("reads nesting of any depth", () => {
    const depth = 200_000;
    expect(scanJson("[".repeat(depth) + "]".repeat(depth))).toEqual({ duplicates: [] });
    expect(scanJson("[".repeat(depth)).fault).toMatchObject({ offset: depth });
  });
});

describe("lineAndColumn", () => {
  it.each([
    ["", 0, 1, 1],
    ["ab", 2, 1, 3],
    ["a\nbc", 3, 2, 2],
    ["a\r\nbc", 3, 2, 1],
    ["a\rb", 2, 2, 1],
    ["a\n\n", 3, 3, 1],
  ])("%j at %d is line %d, column %d", (text, offset, line, column) => {
    expect(lineAndColumn(text, offset)).toEqual({ line, column });
  });
});
