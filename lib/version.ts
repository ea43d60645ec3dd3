import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version of this package. */
export const version: string = readVersion(__dirname);

/** The package's root is one folder up from `lib`, and two from `dist/lib`. */
function readVersion(folder: string): string {
  for (const root of [join(folder, ".."), join(folder, "..", "..")]) {
    try {
      return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
    } catch {
      // Not here: the next folder up.
    }
  }
  return "unknown";
}
