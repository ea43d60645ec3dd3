import { type BenchReport, BenchUsageError, isKept } from "../bench";
import { runWrk } from "../l7/load/wrk";
import { INSTALLER } from "../l7/notes";
import { findProgram } from "../l7/peers/installed";
import { writeResult } from "../results";
import { formatTable } from "../table";
import { areEnough, growthOf, type Sample, warmUpOf } from "./growth";
import { parseSoakOptions, type SoakOptions } from "./options";
import { SoakedProxy } from "./soaked-proxy";

const MIB = 1024 * 1024;
/** Long enough for a first guess of how many requests a second there are. */
const FIRST_SECONDS = 2;

/**
 * Asks one process of the proxy for a small response again and again, and holds the memory that it uses in the end to
 * what it used when it was warm. Exits with 1 where it has grown, and with 2 where it cannot run.
 */
async function main(args: readonly string[]): Promise<void> {
  const options = parseSoakOptions(args);
  const missing = ["taskset", "wrk"].find((name) => findProgram(name) === undefined);
  if (missing !== undefined) throw new BenchUsageError(`there is no ${missing}; ${INSTALLER} installs it`);
  const { samples, errors } = await soak(options);
  const promises = [
    ...growthOf(samples, options.requests),
    { what: "requests that failed", measured: errors, atMost: 0, unit: "" },
  ];
  const report: BenchReport = { rows: samples.map(rowOf), promises, details: { options } };
  const held = promises.map((promise) => ({
    promise: promise.what,
    measured: `${promise.measured} ${promise.unit}`.trim(),
    "at most": `${promise.atMost} ${promise.unit}`.trim(),
    kept: isKept(promise) ? "yes" : "no",
  }));
  process.stdout.write(`Node ${process.versions.node}, ${options.connections} connections, `);
  process.stdout.write(`warm after ${warmUpOf(options.requests).toLocaleString("en")} requests\n\n`);
  process.stdout.write(`${formatTable(report.rows)}\n${formatTable(held)}\n`);
  process.stdout.write(`written to ${writeResult("soak", report)}\n`);
  if (!promises.every(isKept)) process.exitCode = 1;
}

async function soak({ requests, every, connections }: SoakOptions) {
  const proxy = await SoakedProxy.start();
  const samples: Sample[] = [{ requests: 0, ...(await proxy.memory()) }];
  let [done, errors, seconds] = [0, 0, FIRST_SECONDS];
  try {
    while (done < requests || !areEnough(samples, requests)) {
      const target = { origin: `http://127.0.0.1:${proxy.port}`, connections, seconds, folder: proxy.folder };
      const run = await runWrk({ method: "GET", path: "/30b" }, target);
      done += run.requests;
      errors += run.errors;
      seconds = Math.max(1, Math.round((every * run.seconds) / run.requests));
      const sample = { requests: done, ...(await proxy.memory()) };
      samples.push(sample);
      const { heap, resident } = sample;
      const speed = Math.round(run.requests / run.seconds).toLocaleString("en");
      const share = Math.min(100, Math.floor((100 * done) / requests));
      process.stderr.write(`${share} %: ${speed}/s, ${mib(heap)} MiB of heap, ${mib(resident)} MiB resident\n`);
    }
  } finally {
    await proxy.end();
  }
  return { samples, errors };
}

function rowOf({ requests, heap, external, resident }: Sample) {
  return { requests, "heap MiB": mib(heap), "external MiB": mib(external), "resident MiB": mib(resident) };
}

function mib(bytes: number): number {
  return Number((bytes / MIB).toFixed(2));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof BenchUsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
