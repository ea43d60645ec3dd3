import { type Bench, type BenchReport, BenchUsageError, isKept } from "./bench";
import { chooseBenches } from "./choose";
import { benches } from "./registry";
import { writeResult } from "./results";
import { formatTable } from "./table";

/**
 * Runs the benches named on the command line, or all. What follows the names are options: `--json` prints the report as
 * JSON instead of tables, the others are the bench's own. Exits with 2 on what it does not know.
 */
async function main(args: readonly string[]): Promise<void> {
  const firstOption = args.findIndex((arg) => arg.startsWith("-"));
  const names = firstOption < 0 ? args : args.slice(0, firstOption);
  const options = firstOption < 0 ? [] : args.slice(firstOption);
  const { benches: chosen, leftOut } = chooseBenches(names, benches);
  for (const reason of leftOut) process.stderr.write(`left out: ${reason}\n`);
  const own = options.filter((option) => option !== "--json");
  for (const bench of chosen) {
    const report = await bench.run(own);
    const file = writeResult(bench.name, report);
    process.stdout.write(own.length < options.length ? `${JSON.stringify(report)}\n` : format(bench, report, file));
  }
}

function format({ name, title }: Bench, { notes = [], rows, promises }: BenchReport, file: string): string {
  const promised = promises.map((promise) => ({
    promise: promise.what,
    measured: `${promise.measured} ${promise.unit}`,
    "at most": `${promise.atMost} ${promise.unit}`,
    kept: isKept(promise) ? "yes" : "no",
  }));
  const tables = [rows, promised].filter((table) => table.length > 0).map(formatTable);
  const lines = notes.map((note) => `${note}\n`).join("");
  return `${name}: ${title}\n${lines}\n${tables.join("\n")}\nwritten to ${file}\n\n`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof BenchUsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
