import { type Bench, BenchUsageError } from "./bench";

/** Which benches run, and why others do not. */
export interface Chosen {
  readonly benches: readonly Bench[];
  readonly leftOut: readonly string[];
}

/**
 * Takes the benches that are named, or all that this machine can run.
 *
 * @throws {@link BenchUsageError} where one that is named is not there, or cannot run
 */
export function chooseBenches(names: readonly string[], all: readonly Bench[]): Chosen {
  const unknown = names.filter((name) => all.every((bench) => bench.name !== name));
  if (unknown.length > 0) {
    const known = all.map(({ name }) => name).join(", ");
    throw new BenchUsageError(`no bench "${unknown.join('", "')}"; there is ${known}`);
  }
  const wanted = all.filter(({ name }) => names.length === 0 || names.includes(name));
  const leftOut = wanted.flatMap((bench) => {
    const missing = bench.missing?.();
    return missing === undefined ? [] : [`${bench.name}: ${missing}`];
  });
  if (names.length > 0 && leftOut.length > 0) throw new BenchUsageError(leftOut.join("\n"));
  return { benches: wanted.filter((bench) => bench.missing?.() === undefined), leftOut };
}
