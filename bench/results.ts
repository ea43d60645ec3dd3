import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, relative } from "node:path";
import type { BenchReport } from "./bench";
import { checkout } from "./checkout";

/**
 * Writes a report, and what it was measured on, to `bench/results/NAME.json` of the checkout.
 *
 * @returns the file, seen from the working directory
 */
export function writeResult(name: string, report: BenchReport): string {
  const folder = join(checkout(), "bench", "results");
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
