import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import type { ServicePorts } from "./backend/main";
import { runAnew } from "./load/anew";
import { runH2load } from "./load/h2load";
import type { LoadResult, LoadTarget } from "./load/load";
import { runWrk } from "./load/wrk";
import { LOAD_CORE } from "./machine/cores";
import { Started } from "./machine/started";
import type { L7Options } from "./options";
import type { Peer } from "./peers";
import { RunningPeer } from "./running-peer";
import type { Scenario } from "./scenarios";

/** One run of the load against one proxy. */
export interface Round extends LoadResult {
  /** Of the proxy, user and system, for each request that was answered. */
  readonly cpuMicroseconds: number;
  /** How much of its core the proxy used, from 0 to 1. */
  readonly busy: number;
  /** Right after the run. */
  readonly residentKib: number;
  /** Memory that a connection at rest has added; in scenarios about those alone. */
  readonly kibPerConnection?: number;
}

/** A proxy in one scenario. */
export interface Measured {
  readonly scenario: string;
  readonly peer: string;
  /** Empty where the proxy was left out. */
  readonly rounds: readonly Round[];
  readonly leftOut?: string;
}

export type Progress = (line: string) => void;

/** Long enough for Node to compile what is hot, where a second has but a few hundred requests, too. */
const WARM_UP_SECONDS = 4;
const SETTLE_MILLISECONDS = 2_000;
const IDLE_SECONDS = 60;

/** All proxies take part in each round, one after the other, so that a busy moment of the machine hits all alike. */
export async function measureScenario(
  scenario: Scenario,
  peers: readonly Peer[],
  options: L7Options,
  progress: Progress,
): Promise<readonly Measured[]> {
  const services = new Started(
    { program: process.execPath, args: [join(__dirname, "backend", "main.js")] },
    LOAD_CORE,
    "pipe",
  );
  const running: RunningPeer[] = [];
  try {
    const ports = JSON.parse(await firstLine(services)) as ServicePorts;
    const leftOut = new Map<string, string>();
    for (const peer of peers) {
      const started = await RunningPeer.start(peer, scenario, ports, options.log);
      if (typeof started === "string") leftOut.set(peer.name, started);
      else running.push(started);
    }
    for (const [name, reason] of leftOut) progress(`${scenario.name}: ${name} is left out: ${reason}`);
    const rounds = await measureRounds(scenario, running, options, progress);
    return peers.map(({ name }) => {
      const reason = leftOut.get(name);
      const own = { scenario: scenario.name, peer: name, rounds: rounds.get(name) ?? [] };
      return reason === undefined ? own : { ...own, leftOut: reason };
    });
  } finally {
    for (const peer of running) await peer.end();
    await services.end();
  }
}

async function measureRounds(
  scenario: Scenario,
  running: readonly RunningPeer[],
  options: L7Options,
  progress: Progress,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const { connections, seconds } = options;
  const results = new Map<string, Round[]>(running.map(({ peer }) => [peer.name, []]));
  for (const one of running) {
    progress(`${scenario.name}: ${one.peer.name} warms up`);
    await load(one, { connections, seconds: WARM_UP_SECONDS });
  }
  // Memory that was taken for connections once is not given back, so that a second round would show nothing.
  const count = scenario.idle > 0 ? 1 : options.rounds;
  for (let round = 1; round <= count; round++) {
    for (const one of running) {
      const result = scenario.idle > 0 ? await measureIdle(one) : await measureLoad(one, { connections, seconds });
      results.get(one.peer.name)?.push(result);
      progress(`${scenario.name}: round ${round} of ${count}: ${one.peer.name} ${inShort(result)}`);
    }
  }
  return results;
}

type Amount = Pick<LoadTarget, "connections" | "seconds">;

function load({ scenario, origin, folder }: RunningPeer, amount: Amount): Promise<LoadResult> {
  const target = { ...amount, origin, folder };
  if (scenario.protocol !== "http/1.1") return runH2load(scenario.load, scenario.protocol, target);
  const anew = scenario.load.close === true && !scenario.tls;
  return anew ? runAnew(scenario.load, scenario.proxyProtocol, target) : runWrk(scenario.load, target);
}

async function measureLoad(running: RunningPeer, amount: Amount): Promise<Round> {
  const before = running.usage();
  const result = await load(running, amount);
  const after = running.usage();
  const used = after.cpuMicroseconds - before.cpuMicroseconds;
  return {
    ...result,
    cpuMicroseconds: used / result.requests,
    busy: used / (result.seconds * 1e6),
    residentKib: after.residentKib,
  };
}

async function measureIdle(running: RunningPeer): Promise<Round> {
  const args = [join(__dirname, "load", "idle-main.js"), String(running.port), String(running.scenario.idle)];
  const before = running.usage();
  const start = performance.now();
  const clients = new Started({ program: process.execPath, args }, LOAD_CORE, "pipe");
  try {
    const { kept, failed } = JSON.parse(await firstLine(clients)) as { kept: number; failed: number };
    const seconds = (performance.now() - start) / 1e3;
    await pause(SETTLE_MILLISECONDS);
    const after = running.usage();
    const used = after.cpuMicroseconds - before.cpuMicroseconds;
    return {
      requests: kept,
      seconds,
      p50: Number.NaN,
      p99: Number.NaN,
      p999: Number.NaN,
      errors: failed,
      cpuMicroseconds: used / kept,
      busy: used / (seconds * 1e6),
      residentKib: after.residentKib,
      kibPerConnection: (after.residentKib - before.residentKib) / kept,
    };
  } finally {
    await clients.end();
  }
}

/** @throws where the process ends, or writes nothing for too long */
async function firstLine(started: Started): Promise<string> {
  const lines = createInterface({ input: started.output });
  const late = AbortSignal.timeout(IDLE_SECONDS * 1_000);
  try {
    const [line] = (await Promise.race([
      once(lines, "line", { signal: late }),
      once(lines, "close", { signal: late }).then(() => Promise.reject(new Error("a process of the bench has ended"))),
    ])) as [string];
    return line;
  } finally {
    lines.close();
  }
}

function inShort({ requests, seconds, cpuMicroseconds, errors, kibPerConnection }: Round): string {
  const speed = `${Math.round(requests / seconds).toLocaleString("en")}/s, ${cpuMicroseconds.toFixed(1)} µs of CPU`;
  const memory = kibPerConnection === undefined ? "" : `, ${kibPerConnection.toFixed(1)} KiB a connection`;
  return `${speed}${memory}${errors > 0 ? `, ${errors} errors` : ""}`;
}
