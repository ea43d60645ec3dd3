import { readFileSync, writeFileSync } from "node:fs";

/** One case of a golden file: a title, the input above, the expected output below. */
export interface GoldenCase {
  readonly title: string;
  readonly input: string;
  readonly expected: string;
}

const CASE = /^### (.*)\n([\s\S]*?)\n--- gives\n([\s\S]*?)(?=^### |$(?![\s\S]))/gm;

/** Reads cases that are written as `### title`, input, `--- gives`, output. */
export function readGoldenFile(file: string): readonly GoldenCase[] {
  const text = readFileSync(file, "utf8");
  const cases = [...text.matchAll(CASE)].map(([, title = "", input = "", expected = ""]) => ({
    title,
    input,
    expected: expected.trimEnd(),
  }));
  const titles = text.match(/^### /gm)?.length ?? 0;
  if (cases.length !== titles) throw new Error(`${file}: ${titles} titles, but ${cases.length} complete cases`);
  return cases;
}

/** Writes what the cases give today into the file; only for UPDATE_GOLDEN=1, and to be read before it is committed. */
export function updateGoldenFile(file: string, cases: readonly GoldenCase[], run: (input: string) => string): void {
  const text = cases.map(({ title, input }) => `### ${title}\n${input}\n--- gives\n${run(input)}\n`);
  writeFileSync(file, text.join("\n"));
}
