import fc from "fast-check";
import { synthesize } from "../support/synthesize";
import { compare } from "./compare";
import type { ProvenTarget } from "./proven-target";
import { type Table, tables } from "./tables";
import { Tally } from "./tally";

/** How many tables each target is proven with; many more by `npm run test:parity -- --runs N`. */
export const runs = { numRuns: Number(process.env.PORTICO_PARITY_RUNS ?? 300) };

const LIMIT = Math.max(180_000, runs.numRuns * 200);

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
        // What fails is made smaller as long as there is time.
        const interruptAfterTimeLimit = LIMIT - 30_000;
        fc.assert(property, {
          ...runs,
          interruptAfterTimeLimit,
          markInterruptAsFailure: true,
          reporter: reportFailure,
        });
      },
      LIMIT,
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
  const { output, refusals, warnings } = synthesize(topology, target.platform(), target.membersOf);
  if (refusals.size > 0) {
    tally.refused(refusals);
    return;
  }
  const known = (target.knownDifferences ?? []).filter(({ warning }) => warning === undefined || warnings.has(warning));
  const asked = requests.filter((request) => !known.some((difference) => difference.appliesTo(request, topology)));
  compare(topology, change(output()), asked);
  tally.compared(asked.length, requests.length - asked.length);
}

/** Throws where a run failed: the seed, the smallest table, and what each party makes of the request. */
export function reportFailure<T>(run: fc.RunDetails<T>): void {
  if (!run.failed) return;
  const { errorInstance: error } = run;
  const cause = error instanceof Error ? error.message : "there was no time for more of them";
  throw new Error(
    [
      `failed after ${run.numRuns} tables, made smaller ${run.numShrinks} times`,
      `again: npm run test:parity -- --runs ${run.numRuns} --seed ${run.seed}`,
      cause,
    ].join("\n"),
  );
}
