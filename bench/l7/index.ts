import { join } from "node:path";
import { type Bench, type BenchReport, BenchUsageError } from "../bench";
import { LOAD_CORE, PROXY_CORE } from "./machine/cores";
import { type Measured, measureScenario } from "./measure";
import { type L7Options, parseL7Options } from "./options";
import { allPeers, type Peer } from "./peers";
import { findProgram } from "./peers/installed";
import { promisesOf, rowsOf } from "./report";
import { SCENARIOS } from "./scenarios";

const INSTALL = "scripts/install-bench-peers.sh installs it";

export const l7Bench: Bench = {
  name: "l7",
  title: "HTTP beside other proxies, each on one core; medians of the rounds",

  async run(args): Promise<BenchReport> {
    const options = parseL7Options(args);
    for (const program of ["taskset", "wrk"]) requireProgram(program);
    const kinds = new Map(allPeers().map(({ name, kind }) => [name, kind]));
    const chosen = allPeers().filter(({ name }) => options.peers.includes(name));
    const installed = chosen.filter((peer) => peer.version() !== undefined);
    const measured: Measured[] = [];
    for (const scenario of SCENARIOS.filter(({ name }) => options.scenarios.includes(name))) {
      if (scenario.protocol !== "http/1.1" && findProgram("h2load") === undefined) {
        progress(`${scenario.name}: left out, there is no h2load; ${INSTALL}`);
        continue;
      }
      const peers = allPeers(profiling(options, scenario.name)).filter(({ name }) =>
        installed.some((peer) => peer.name === name),
      );
      measured.push(...(await measureScenario(scenario, peers, options, progress)));
    }
    return {
      notes: notes(options, chosen),
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

function requireProgram(name: string): void {
  if (findProgram(name) === undefined) throw new BenchUsageError(`there is no ${name}; ${INSTALL}`);
}

function profiling({ profile }: L7Options, scenario: string): readonly string[] {
  return profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${join(profile, scenario)}`];
}

function notes({ connections, rounds, seconds, log }: L7Options, chosen: readonly Peer[]): readonly string[] {
  const versions = chosen.flatMap((peer) => {
    const version = peer.version();
    return version === undefined ? [] : [`${peer.name} ${version}`];
  });
  const missing = chosen.filter((peer) => peer.version() === undefined).map(({ name }) => name);
  return [
    `Node ${process.versions.node}; ${versions.join(", ")}`,
    ...(missing.length > 0 ? [`not installed: ${missing.join(", ")}; ${INSTALL.replace(" it", " them")}`] : []),
    `${connections} connections, ${rounds} rounds of ${seconds} s; the proxy on core ${PROXY_CORE}, load and service on core ${LOAD_CORE}`,
    log ? "requests are logged by portico, nginx and haproxy" : "requests are logged by portico alone",
    `"± %" is half the distance of the rounds' extremes; "× best" is CPU against the better of nginx and HAProxy`,
  ];
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
