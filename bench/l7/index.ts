import { join } from "node:path";
import type { Bench, BenchReport } from "../bench";
import { type Measured, measureScenario } from "./measure";
import { INSTALLER, notesOf } from "./notes";
import { type L7Options, parseL7Options } from "./options";
import { allPeers } from "./peers";
import { findProgram } from "./peers/installed";
import { promisesOf, rowsOf } from "./report";
import { SCENARIOS } from "./scenarios";

export const l7Bench: Bench = {
  name: "l7",
  title: "HTTP beside other proxies, each on one core; medians of the rounds",

  missing() {
    const program = ["taskset", "wrk"].find((name) => findProgram(name) === undefined);
    return program === undefined ? undefined : `there is no ${program}; ${INSTALLER} installs it`;
  },

  async run(args): Promise<BenchReport> {
    const options = parseL7Options(args);
    const kinds = new Map(allPeers().map(({ name, kind }) => [name, kind]));
    const chosen = allPeers().filter(({ name }) => options.peers.includes(name));
    const installed = chosen.filter((peer) => peer.version() !== undefined);
    const measured: Measured[] = [];
    for (const scenario of SCENARIOS.filter(({ name }) => options.scenarios.includes(name))) {
      if (scenario.protocol !== "http/1.1" && findProgram("h2load") === undefined) {
        progress(`${scenario.name}: left out, there is no h2load; ${INSTALLER} installs it`);
        continue;
      }
      const peers = allPeers(profiling(options, scenario.name)).filter(({ name }) =>
        installed.some((peer) => peer.name === name),
      );
      measured.push(...(await measureScenario(scenario, peers, options, progress)));
    }
    return {
      notes: notesOf(options, chosen),
      rows: rowsOf(measured, kinds),
      promises: promisesOf(measured, kinds),
      details: {
        options,
        versions: Object.fromEntries(installed.map((peer) => [peer.name, peer.version()])),
        measured,
      },
    };
  },
};

function profiling({ profile }: L7Options, scenario: string): readonly string[] {
  return profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${join(profile, scenario)}`];
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
