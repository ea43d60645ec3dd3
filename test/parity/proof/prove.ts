import fc from "fast-check";
import { synthesize } from "../support/synthesize";
import { compare } from "./compare";
import type { ProvenTarget } from "./proven-target";
import { type Table, tables } from "./tables";
import { Tally } from "./tally";

/** How many tables each target is proven with, and which: `npm run test:parity -- --runs N --seed S`. */
const RUNS = Number(process.env.PORTICO_PARITY_RUNS ?? 2000);
const SEED = process.env.PORTICO_PARITY_SEED;

/**
 * The promise of Portico: for a random table either the lowering refuses it with a diagnostic, or for every request the
 * interpreter of what was synthesized, the reference matcher and the compiled one decide the same.
 */
export function prove(target: ProvenTarget): void {
  describe(target.name, () => {
    const tally = new Tally();

    test(
      "decides as the matchers do, or is refused",
      () => {
        const property = fc.property(tables(target), (table) => examine(target, table, tally));
        fc.assert(property, {
          numRuns: RUNS,
          reporter: report,
          ...(SEED === undefined ? {} : { seed: Number(SEED) }),
        });
      },
      Math.max(120_000, RUNS * 200),
    );

    test("is compared often enough to prove something", () => {
      process.stdout.write(`parity: ${target.name}: ${tally}\n`);
      expect(tally.share).toBeGreaterThanOrEqual(target.leastCompared);
    });
  });
}

/**
 * Synthesizes a table and compares all parties, unless the lowering refuses it.
 *
 * @param change made to the output before it is read
 * @throws Disagreement where they do
 */
export function examine(
  target: ProvenTarget,
  { topology, requests }: Table,
  tally: Tally,
  change: (output: string) => string = (output) => output,
): void {
  const { output, refusals, warnings } = synthesize(topology, target.platform());
  if (refusals.size > 0) {
    tally.refused(refusals);
    return;
  }
  const known = (target.knownDifferences ?? []).filter(({ warning }) => warning === undefined || warnings.has(warning));
  const asked = requests.filter((request) => !known.some((difference) => difference.appliesTo(request)));
  compare(topology, change(output), asked);
  tally.compared(asked.length, requests.length - asked.length);
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
