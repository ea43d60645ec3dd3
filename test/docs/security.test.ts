import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPage } from "./support/pages";

const FOLDER = join(__dirname, "../proxy");

/** The lines of the checklists: three cells, of which the first is a tick or empty. */
const lines = readPage("docs/security.md")
  .text.split("\n")
  .filter((line) => /^\| (?:✓ )?\| (?!what \|)/.test(line));

/** The titles of all tests of the proxy, as they stand in the sources. */
const titles = new Set(
  readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap((file) => titlesIn(readFileSync(join(FOLDER, file), "utf8"))),
);

test("there are lines, with and without a tick", () => {
  expect(lines.filter(isTicked).length).toBeGreaterThan(40);
  expect(lines.length).toBeGreaterThan(lines.filter(isTicked).length);
});

test("every line that is ticked names a test that there is", () => {
  expect(lines.filter(isTicked).filter((line) => !titles.has(namedTest(line) ?? ""))).toEqual([]);
});

test("no other line names a test", () => {
  expect(lines.filter((line) => !isTicked(line) && namedTest(line) !== undefined)).toEqual([]);
});

function isTicked(line: string): boolean {
  return line.startsWith("| ✓ |");
}

function namedTest(line: string): string | undefined {
  return /\| `([^|]+)` \|$/.exec(line)?.[1];
}

/** The first argument of `test(...)` and of `test.each([...])(...)`. */
function titlesIn(source: string): readonly string[] {
  return [...source.matchAll(/(?:\btest\(|\]\)\()\s*"((?:\\.|[^"\\])*)"/g)].map(([, title = ""]) => title);
}
