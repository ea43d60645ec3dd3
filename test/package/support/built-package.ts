import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./packed-project";
import { run } from "./run";

const SOURCES = ["constructs", "lib", "schema"];
const BUILT = join(ROOT, "dist", "tsconfig.tsbuildinfo");

/** Builds the checkout where `dist` is missing or older than a source. */
export function ensureBuilt(): void {
  const newest = Math.max(...SOURCES.map((folder) => newestIn(join(ROOT, folder))));
  if (!existsSync(BUILT) || statSync(BUILT).mtimeMs < newest) run("npm", ["run", "build"], ROOT);
}

function newestIn(folder: string): number {
  const times = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs);
  return Math.max(0, ...times);
}
