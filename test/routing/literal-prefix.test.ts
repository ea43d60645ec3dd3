import fc from "fast-check";
import { RE2JS } from "re2js";
import { literalPrefix } from "../../lib/routing/literal-prefix";

describe("literalPrefix", () => {
  test.each([
    ["/users/[0-9]+", "/users/"],
    ["/users", "/users"],
    ["^/users/.*", "/users/"],
    ["/a\\.b/.*", "/a.b/"],
    ["\\/a\\/b", "/a/b"],
    ["/a\\d", "/a"],
    ["/ab?", "/a"],
    ["/ab*c", "/a"],
    ["/ab+c", "/ab"],
    ["/ab{2}", "/a"],
    ["/(a|b)/c", "/"],
    ["/a/(b|c)", "/a/"],
    ["/a[|]b", "/a"],
    ["/a[]|]b", "/a"],
    ["/a[^]|]b", "/a"],
    ["/a[[:alpha:]|]b", "/a"],
    ["/a[\\]|]b", "/a"],
    ["/a\\|b", "/a|b"],
    ["/a|/ab", ""],
    ["/a[b]|c", ""],
    ["(?i)/a", ""],
    ["/(?i)*", ""],
    ["/a(?s-i)?", ""],
    ["/a(?i:b)", "/a"],
    ["\\Q/a\\E", ""],
    ["/a\\Q|\\Eb", ""],
    [".*", ""],
    ["", ""],
    ["\u00e4", ""],
  ])("%s: %j", (source, prefix) => {
    expect(literalPrefix(source)).toBe(prefix);
  });

  test("is one of every text that the expression matches", () => {
    const atoms = ["/", "a", "b", ".", "\\.", "\\|", "\\d", "[ab]", "[|/]", "[]a]", "[^a]", "[[:alpha:]]", "\\Qa|\\E"];
    const operators = ["|", "*", "+", "?", "{2}", "{0,1}", "(", ")", "(?:", "(?i)", "^", "$"];
    const sources = fc
      .array(fc.constantFrom(...atoms, ...atoms, ...operators), { maxLength: 8 })
      .map((parts) => parts.join(""))
      .filter(isValid);
    const texts = fc
      .array(fc.constantFrom("/", "a", "b", "A", ".", "|", "1"), { maxLength: 5 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(sources, fc.array(texts, { maxLength: 30 }), (source, candidates) => {
        const expression = RE2JS.compile(source);
        const prefix = literalPrefix(source);
        for (const text of [...candidates, prefix, ""]) {
          if (expression.testExact(text)) expect([source, text.slice(0, prefix.length)]).toEqual([source, prefix]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function isValid(source: string): boolean {
  try {
    RE2JS.compile(source);
    return true;
  } catch {
    return false;
  }
}
