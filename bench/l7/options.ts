import { parseArgs } from "node:util";
import { BenchUsageError } from "../bench";
import { allPeers } from "./peers";
import { SCENARIOS } from "./scenarios";

export interface L7Options {
  readonly scenarios: readonly string[];
  readonly peers: readonly string[];
  /** Of one run of the load. */
  readonly seconds: number;
  readonly rounds: number;
  /** That ask at one time. */
  readonly connections: number;
  /** Whether nginx and HAProxy log each request too, as Portico does. */
  readonly log: boolean;
  /** A folder for a CPU profile of Portico for each scenario. */
  readonly profile: string | undefined;
}

const HELP = `npm run bench -- l7 [options]
  --scenario A,B     ${SCENARIOS.map(({ name }) => name).join(", ")} (default: all)
  --peers A,B        ${allPeers()
    .map(({ name }) => name)
    .join(", ")} (default: all)
  --seconds N        of one run of the load (default: 3)
  --rounds N         runs for each peer, in turns; medians are printed (default: 3)
  --connections N    that ask at one time (default: 64)
  --log              nginx and HAProxy log each request too, to nowhere, as Portico does
  --profile FOLDER   write a CPU profile of Portico for each scenario
  --json             print the report as JSON`;

/** @throws {@link BenchUsageError} naming what is wrong, and all options */
export function parseL7Options(args: readonly string[]): L7Options {
  const { values } = readArgs(args);
  return {
    scenarios: names("scenario", values.scenario, SCENARIOS),
    peers: names("peers", values.peers, allPeers()),
    seconds: positive("seconds", values.seconds, 3),
    rounds: positive("rounds", values.rounds, 3),
    connections: positive("connections", values.connections, 64),
    log: values.log ?? false,
    profile: values.profile,
  };
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = {
    scenario: text,
    peers: text,
    seconds: text,
    rounds: text,
    connections: text,
    profile: text,
    log: { type: "boolean" },
  } as const;
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new BenchUsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

function names(
  option: string,
  value: string | undefined,
  known: readonly { readonly name: string }[],
): readonly string[] {
  const all = known.map(({ name }) => name);
  if (value === undefined) return all;
  const wanted = value.split(",");
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new BenchUsageError(`--${option}: no "${unknown.join('", "')}"\n\n${HELP}`);
  return all.filter((name) => wanted.includes(name));
}

function positive(option: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (!/^[1-9]\d{0,4}$/.test(value)) {
    throw new BenchUsageError(`--${option}: a whole number from 1 to 99999 is needed\n\n${HELP}`);
  }
  return Number(value);
}
