import fc from "fast-check";
import type { Platform } from "../../../constructs";
import { isSameLocation, readTargets, type Target } from "../../../lib/parity";
import { compileMatcher, createDecider, type Decision, type DecisionRequest } from "../../../lib/routing";
import type { Topology } from "../../../lib/topology";
import { requests, topologies } from "../../routing/arbitraries";
import { synthesize } from "../support/synthesize";
import { aims, requestAt } from "./near-requests";

/** How many tables each target is proven with, and which: `npm run test:parity -- --runs N --seed S`. */
const RUNS = Number(process.env.PORTICO_PARITY_RUNS ?? 2000);
const SEED = process.env.PORTICO_PARITY_SEED;
const REQUESTS = 50;

/** A way in which a target is known to differ, by its documentation, that no lowering can undo. */
export interface KnownDifference {
  readonly what: string;
  /** The page that says so. */
  readonly page: string;
  /** The warning that the lowering gives of it; without that warning there must be no difference. */
  readonly warning?: string;
  appliesTo(request: DecisionRequest): boolean;
}

/** A target as it is put to the proof. */
export interface ProvenTarget {
  readonly name: string;
  platform(): Platform;
  /** Narrows a table to what the target can mostly express; others are proven too, one in five. */
  narrow(topology: Topology): Topology;
  /** A request in the alphabet of {@link narrow}'s tables. */
  narrowRequest?(request: DecisionRequest): DecisionRequest;
  readonly knownDifferences?: readonly KnownDifference[];
  /** The least share of tables that must have been compared, not refused: a target that refuses proves nothing. */
  readonly leastCompared: number;
}

interface Table {
  readonly topology: Topology;
  readonly requests: readonly DecisionRequest[];
}

/**
 * The promise of Portico: for a random table either the lowering refuses it with a diagnostic, or for every request the
 * interpreter of what was synthesized, the reference matcher and the compiled one decide the same.
 */
export function prove(target: ProvenTarget): void {
  const { knownDifferences = [] } = target;
  describe(`${target.name}`, () => {
    const tally = new Tally();

    test(
      "decides as the matchers do, or is refused",
      () => {
        fc.assert(
          fc.property(tables(target), ({ topology, requests: sent }) => {
            const { output, refusals, warnings } = synthesize(topology, target.platform());
            if (refusals.size > 0) return tally.refused(refusals);
            const known = knownDifferences.filter(({ warning }) => warning === undefined || warnings.has(warning));
            const asked = sent.filter((request) => !known.some((difference) => difference.appliesTo(request)));
            compare(topology, output, asked);
            tally.compared(asked.length, sent.length - asked.length);
          }),
          { numRuns: RUNS, reporter: report, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
        );
      },
      Math.max(60_000, RUNS * 200),
    );

    test("is compared often enough to prove something", () => {
      process.stdout.write(`parity: ${target.name}: ${tally}\n`);
      expect(tally.share).toBeGreaterThanOrEqual(target.leastCompared);
    });
  });
}

function tables(target: ProvenTarget): fc.Arbitrary<Table> {
  const { narrow, narrowRequest = (request) => request } = target;
  const table = fc.record({
    isNarrow: fc.nat(4).map((roll) => roll > 0),
    topology: topologies({ maxRoutes: 5 }),
    far: fc.array(requests, { minLength: REQUESTS / 2, maxLength: REQUESTS / 2 }),
    near: fc.array(aims, { minLength: REQUESTS / 2, maxLength: REQUESTS / 2 }),
  });
  return table.map(({ isNarrow, topology: wide, far, near }) => {
    const topology = withAddresses(isNarrow ? narrow(wide) : wide);
    const sent = isNarrow ? far.map((request) => narrowRequest(request)) : far;
    return { topology, requests: [...sent, ...near.map((aim) => requestAt(topology, aim))] };
  });
}

/** Loopback is no address for members of a service in a cluster. */
function withAddresses(topology: Topology): Topology {
  const services = (topology.services ?? []).map((service, index) => ({
    ...service,
    members: [{ address: `10.0.0.${index + 1}`, port: 8080 }],
  }));
  return { ...topology, services };
}

function compare(topology: Topology, output: string, sent: readonly DecisionRequest[]): void {
  const reference = createDecider(topology);
  const compiled = createDecider(topology, { createMatcher: compileMatcher });
  const targets = readTargets(output);
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw new Error(`one target was expected, not ${targets.length}`);
  for (const request of sent) {
    const expected = essence(reference.decide(request));
    const parties: [string, Decision][] = [
      ["the compiled matcher", compiled.decide(request)],
      [target.name, target.decide(request)],
      ...target.otherReadings.map((reading, index): [string, Decision] => [
        `${target.name}, reading ${index + 2}`,
        reading.decide(request),
      ]),
    ];
    for (const [name, decision] of parties) {
      if (!isSame(essence(decision), expected)) throw disagreement(request, expected, name, decision, target);
    }
  }
}

type Essence = Pick<Decision, "route" | "service" | "status" | "path" | "host" | "location"> & {
  readonly shares: readonly string[];
};

/** What parties must agree on: everything that a client or a service could tell. */
function essence({ route, service, status, path, host, location, backends = [] }: Decision): Essence {
  const used = backends.filter(({ share }) => share > 0);
  const shares = used.map((backend) => `${backend.service} ${backend.share.toFixed(6)}`).sort();
  return { route, service, status, path, host, ...(location === undefined ? {} : { location }), shares };
}

function isSame({ location: a, ...rest }: Essence, { location: b, ...others }: Essence): boolean {
  if (JSON.stringify(rest) !== JSON.stringify(others)) return false;
  return a === undefined || b === undefined ? a === b : isSameLocation(a, b);
}

function disagreement(
  request: DecisionRequest,
  expected: Essence,
  name: string,
  decision: Decision,
  target: Target,
): Error {
  return new Error(
    [
      `${JSON.stringify(request)}`,
      `reference: ${JSON.stringify(expected)}`,
      `${name}: ${JSON.stringify(essence(decision))}`,
      ...target.describe(),
    ].join("\n"),
  );
}

/** The seed, the smallest table that fails, and what each party makes of the request. */
function report(run: fc.RunDetails<[Table]>): void {
  if (!run.failed) return;
  const cause = run.errorInstance instanceof Error ? run.errorInstance.message : String(run.errorInstance);
  const topology = run.counterexample?.[0].topology;
  throw new Error(
    [
      `disagreement after ${run.numRuns} tables, made smaller ${run.numShrinks} times`,
      `again: npm run test:parity -- --seed ${run.seed}`,
      `routers: ${JSON.stringify(topology?.routers)}`,
      cause,
    ].join("\n"),
  );
}

/** What became of the tables. */
class Tally {
  private comparedTables = 0;
  private refusedTables = 0;
  private requests = 0;
  private asideRequests = 0;
  private readonly codes = new Map<string, number>();

  compared(requests: number, setAside: number): void {
    this.comparedTables++;
    this.requests += requests;
    this.asideRequests += setAside;
  }

  refused(codes: ReadonlySet<string>): void {
    this.refusedTables++;
    for (const code of codes) this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
  }

  get share(): number {
    return this.comparedTables / Math.max(1, this.comparedTables + this.refusedTables);
  }

  toString(): string {
    const codes = [...this.codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
    const aside = this.asideRequests === 0 ? "" : `, ${this.asideRequests} requests set aside for known differences`;
    return (
      `${this.comparedTables} tables compared with ${this.requests} requests${aside}; ` +
      `${this.refusedTables} refused${codes.length === 0 ? "" : ` (${codes.join(", ")})`}`
    );
  }
}
