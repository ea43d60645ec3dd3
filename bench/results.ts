import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join, relative } from "node:path";
import type { BenchReport } from "./bench";

/**
 * Writes a report, and what it was measured on, to `bench/results/NAME.json` of the checkout.
 *
 * @returns the file, seen from the working directory
 */
export function writeResult(name: string, report: BenchReport): string {
  const folder = join(checkout(__dirname), "bench", "results");
  const file = join(folder, `${name}.json`);
  const machine = {
    node: process.version,
    arch: process.arch,
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? "unknown",
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ name, at: new Date().toISOString(), machine, ...report }, undefined, 2)}\n`);
  return relative(process.cwd(), file);
}

/** The nearest folder above that holds a `package.json`, from the sources as from what is built of them. */
function checkout(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("no package.json in any folder above the benches");
  return checkout(parent);
}
