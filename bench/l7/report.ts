import type { BenchRow, Promised } from "../bench";
import { median, spread } from "../statistics";
import type { Measured, Round } from "./measure";
import type { Peer } from "./peers";

/** Medians over the rounds of one proxy in one scenario. */
interface Summary {
  readonly measured: Measured;
  readonly kind: Peer["kind"];
  readonly of: (value: (round: Round) => number) => number;
}

type Kinds = ReadonlyMap<string, Peer["kind"]>;

/** A row for each proxy and scenario; those left out have a note instead of figures. */
export function rowsOf(measured: readonly Measured[], kinds: Kinds): readonly BenchRow[] {
  const summaries = summarize(measured, kinds);
  const anyIdle = summaries.some(({ measured: { rounds } }) => isIdle(rounds));
  return measured.map((one) => {
    const summary = summaries.find((other) => other.measured === one);
    const named = { scenario: one.scenario, proxy: one.peer };
    if (summary === undefined) return { ...named, note: one.leftOut ?? "" };
    const best = bestCpu(summaries, one.scenario, "reference");
    return {
      ...named,
      ...figures(summary, anyIdle),
      ...(best === undefined ? {} : { "× best": round(cpu(summary) / best, 2) }),
    };
  });
}

/** The columns are alike in all rows, so that they stand in one order: each table begins with its first row's. */
function figures({ measured, of }: Summary, anyIdle: boolean): BenchRow {
  const idle = isIdle(measured.rounds);
  const perConnection = idle
    ? round(
        of(({ kibPerConnection = 0 }) => kibPerConnection),
        1,
      )
    : "";
  return {
    "requests/s": Math.round(of(({ requests, seconds }) => requests / seconds)),
    "CPU µs": round(
      of(({ cpuMicroseconds }) => cpuMicroseconds),
      1,
    ),
    "± %": round(spread(measured.rounds.map(({ cpuMicroseconds }) => cpuMicroseconds)) * 100, 0),
    "core %": round(of(({ busy }) => busy) * 100, 0),
    ...latencies(of, idle),
    MiB: round(of(({ residentKib }) => residentKib) / 1024, 1),
    ...(anyIdle ? { "KiB/conn": perConnection } : {}),
    errors: measured.rounds.reduce((sum, { errors }) => sum + errors, 0),
  };
}

function latencies(of: Summary["of"], idle: boolean): BenchRow {
  if (idle) return { "p50 ms": "", "p99 ms": "", "p99.9 ms": "" };
  return {
    "p50 ms": round(
      of(({ p50 }) => p50),
      2,
    ),
    "p99 ms": round(
      of(({ p99 }) => p99),
      2,
    ),
    "p99.9 ms": round(
      of(({ p999 }) => p999),
      2,
    ),
  };
}

/** Where Portico's CPU time is held against the better of nginx and HAProxy, and against the JavaScript proxies. */
const CPU_SCENARIOS: ReadonlySet<string> = new Set(["30b", "16k", "1m", "tls-30b", "tls-16k", "tls-1m"]);
const MOST_CPU = 1.3;
const MOST_CPU_OF_JAVASCRIPT = 1 / 3;
const MOST_TAIL = 2;
const MOST_KIB_PER_CONNECTION = 12;

/** The bars that Portico is held to, as far as both sides of each were measured. */
export function promisesOf(measured: readonly Measured[], kinds: Kinds): readonly Promised[] {
  const summaries = summarize(measured, kinds);
  return summaries.filter(({ kind }) => kind === "portico").flatMap((own) => promisesIn(own, summaries));
}

function promisesIn(own: Summary, summaries: readonly Summary[]): readonly Promised[] {
  const { scenario, rounds } = own.measured;
  const promises: Promised[] = [];
  const promise = (what: string, value: number, atMost: number, unit: string) =>
    promises.push({ what: `${scenario}: ${what}`, measured: round(value, 2), atMost: round(atMost, 2), unit });
  if (CPU_SCENARIOS.has(scenario)) {
    const reference = bestCpu(summaries, scenario, "reference");
    const javascript = bestCpu(summaries, scenario, "javascript");
    if (reference !== undefined)
      promise("CPU, to the better of nginx and HAProxy", cpu(own) / reference, MOST_CPU, "times");
    if (javascript !== undefined)
      promise("CPU, to the best in JavaScript", cpu(own) / javascript, MOST_CPU_OF_JAVASCRIPT, "times");
    const nginx = summaries.find(({ measured: other }) => other.scenario === scenario && other.peer === "nginx");
    if (nginx !== undefined) promise("p99.9, to nginx's", tail(own) / tail(nginx), MOST_TAIL, "times");
  }
  if (isIdle(rounds)) {
    promise(
      "memory",
      own.of(({ kibPerConnection = 0 }) => kibPerConnection),
      MOST_KIB_PER_CONNECTION,
      "KiB a connection",
    );
  }
  return promises;
}

function summarize(measured: readonly Measured[], kinds: Kinds): readonly Summary[] {
  return measured
    .filter(({ rounds }) => rounds.length > 0)
    .map((one) => ({
      measured: one,
      kind: kinds.get(one.peer) ?? "javascript",
      of: (value) => median(one.rounds.map(value)),
    }));
}

function isIdle(rounds: readonly Round[]): boolean {
  return rounds.some(({ kibPerConnection }) => kibPerConnection !== undefined);
}

function bestCpu(summaries: readonly Summary[], scenario: string, kind: Peer["kind"]): number | undefined {
  const own = summaries.filter((summary) => summary.kind === kind && summary.measured.scenario === scenario);
  return own.length === 0 ? undefined : Math.min(...own.map(cpu));
}

function cpu({ of }: Summary): number {
  return of(({ cpuMicroseconds }) => cpuMicroseconds);
}

function tail({ of }: Summary): number {
  return of(({ p999 }) => p999);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
