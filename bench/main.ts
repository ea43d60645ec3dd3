import { type Bench, type BenchReport, isKept } from "./bench";
import { benches } from "./registry";
import { writeResult } from "./results";
import { formatTable } from "./table";

/** Runs the benches named on the command line, or all; exits with 2 on an unknown name. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => benches.every((bench) => bench.name !== name));
  if (unknown.length > 0) {
    const known = benches.map(({ name }) => name).join(", ");
    process.stderr.write(`no bench "${unknown.join('", "')}"; there is ${known}\n`);
    process.exitCode = 2;
    return;
  }
  for (const bench of benches) {
    if (names.length > 0 && !names.includes(bench.name)) continue;
    const report = await bench.run();
    process.stdout.write(format(bench, report, writeResult(bench.name, report)));
  }
}

function format({ name, title }: Bench, { rows, promises }: BenchReport, file: string): string {
  const promised = promises.map((promise) => ({
    promise: promise.what,
    measured: `${promise.measured} ${promise.unit}`,
    "at most": `${promise.atMost} ${promise.unit}`,
    kept: isKept(promise) ? "yes" : "no",
  }));
  const tables = [rows, promised].filter((table) => table.length > 0).map(formatTable);
  return `${name}: ${title}\n\n${tables.join("\n")}\nwritten to ${file}\n\n`;
}

void main(process.argv.slice(2));
