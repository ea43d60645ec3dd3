import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { percentile } from "../../statistics";
import { GRPC_MESSAGE } from "../backend/grpc-service";
import { LOAD_CORE } from "../machine/cores";
import { run } from "../machine/started";
import type { ClientProtocol } from "../peers";
import type { LoadResult, LoadTarget, RequestLoad } from "./load";

/** Streams at a time on each connection: as many requests are under way as with HTTP/1.1, on fewer connections. */
const STREAMS = 4;

export async function runH2load(load: RequestLoad, protocol: ClientProtocol, target: LoadTarget): Promise<LoadResult> {
  const { origin, connections, seconds, folder } = target;
  const log = join(folder, "h2load.log");
  const args = [
    "--threads=1",
    `--clients=${Math.max(1, Math.floor(connections / STREAMS))}`,
    `--max-concurrent-streams=${STREAMS}`,
  ];
  const timing = [`--duration=${seconds}`, `--log-file=${log}`, "--npn-list=h2"];
  const call = protocol === "grpc" ? grpcCall(folder) : [];
  const command = { program: "h2load", args: [...args, ...timing, ...call, `${origin}${load.path}`] };
  const output = await run(command, LOAD_CORE, seconds + 20);
  return parseH2load(output, readFileSync(log, "utf8"));
}

function grpcCall(folder: string): readonly string[] {
  const file = join(folder, "message");
  writeFileSync(file, GRPC_MESSAGE);
  return [`--data=${file}`, "--header=content-type: application/grpc", "--header=te: trailers"];
}

/**
 * @param log a line for each request: when it began, its status, and its microseconds, with tabs between them
 */
export function parseH2load(output: string, log: string): LoadResult {
  const count = (what: string) =>
    Number(new RegExp(`^requests:.* (\\d+) ${what}`, "m").exec(output)?.[1] ?? Number.NaN);
  const [, time, unit] = /^finished in ([\d.]+)(s|ms|us)/m.exec(output) ?? [];
  const milliseconds = log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => Number(line.split("\t")[2]) / 1e3)
    .sort((a, b) => a - b);
  return {
    requests: count("succeeded"),
    seconds: Number(time) / (unit === "s" ? 1 : unit === "ms" ? 1e3 : 1e6),
    p50: percentile(milliseconds, 0.5),
    p99: percentile(milliseconds, 0.99),
    p999: percentile(milliseconds, 0.999),
    errors: count("failed"),
  };
}
