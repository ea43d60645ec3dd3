import { parseArgs } from "node:util";
import { BenchUsageError } from "../bench";

export interface SoakOptions {
  readonly requests: number;
  /** Requests between two samples, more or less. */
  readonly every: number;
  /** That ask at one time. */
  readonly connections: number;
}

const HELP = `npm run bench:soak -- [options]
  --requests N       in all (default: 10000000)
  --every N          between two samples (default: a twentieth of all)
  --connections N    that ask at one time (default: 64)`;

/** @throws {@link BenchUsageError} naming what is wrong, and all options */
export function parseSoakOptions(args: readonly string[]): SoakOptions {
  const { requests, every, connections } = readArgs(args);
  const all = positive("requests", requests, 10_000_000);
  return {
    requests: all,
    every: positive("every", every, Math.ceil(all / 20)),
    connections: positive("connections", connections, 64),
  };
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args: [...args], options: { requests: text, every: text, connections: text } }).values;
  } catch (error) {
    throw new BenchUsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

function positive(option: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (!/^[1-9]\d{0,9}$/.test(value)) throw new BenchUsageError(`--${option}: a whole number is needed\n\n${HELP}`);
  return Number(value);
}
