import { readdirSync } from "node:fs";
import { join } from "node:path";
import { formatDiagnostic, parseTopology } from "../../lib/topology";
import { readGoldenFile, updateGoldenFile } from "./golden-file";

const folder = join(__dirname, "golden");

/** One line a diagnostic: its severity, its code, and what a user reads. */
function diagnose(text: string): string {
  const lines = parseTopology(text).diagnostics.map(
    (diagnostic) => `${diagnostic.severity} ${diagnostic.code}\n  ${formatDiagnostic(diagnostic)}`,
  );
  return lines.length === 0 ? "nothing to say" : lines.join("\n");
}

describe.each(readdirSync(folder))("golden/%s", (name) => {
  const file = join(folder, name);
  const cases = readGoldenFile(file);

  if (process.env.UPDATE_GOLDEN === "1") updateGoldenFile(file, cases, diagnose);

  it("holds cases", () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  it.each(cases.map((golden) => [golden.title, golden] as const))("%s", (_title, { input, expected }) => {
    expect(diagnose(input)).toBe(expected);
  });
});
