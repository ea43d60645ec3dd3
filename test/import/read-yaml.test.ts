import { ImportError } from "../../lib/import";
import { readYaml } from "../../lib/import/read-yaml";

function problems(text: string): readonly string[] {
  try {
    readYaml(text);
    return [];
  } catch (error) {
    if (error instanceof ImportError) return error.diagnostics.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
}

test("documents, JSON among them, without those that are empty", () => {
  expect(readYaml('a: 1\n---\n{"b": [2]}\n---\n')).toEqual([{ a: 1 }, { b: [2] }]);
});

test.each([
  ["lists in brackets", "[".repeat(100_000)],
  ["objects in braces", '{"a":'.repeat(100_000)],
  ["lists in lines", "- ".repeat(50_000)],
  ["objects in lines", Array.from({ length: 2_000 }, (_, level) => `${" ".repeat(level)}a:`).join("\n")],
  ["keys in keys", "? ".repeat(50_000)],
])("%s that go too deep are refused, and nothing runs out of stack", (_what, text) => {
  expect(problems(text)).toEqual([": this is no YAML that can be read: it is nested too deeply"]);
});

test("what people nest is not too deep", () => {
  expect(problems("[".repeat(100) + "]".repeat(100))).toEqual([]);
});

test("faults that follow from one another are counted after a few", () => {
  const found = problems("a: [\n".repeat(40));
  expect(found).toHaveLength(6);
  expect(found[0]).toMatch(/^line \d+: this is no YAML that can be read: /);
  expect(found[5]).toMatch(/there are \d+ more faults/);
});

test.each([
  ["an alias of nothing", "a: *b"],
  ["a merge of what is no object", "a: &a 1\nb:\n  <<: *a"],
])("%s", (_what, text) => {
  expect(problems(text)).toEqual([expect.stringContaining("this is no YAML that can be read: ")]);
});
