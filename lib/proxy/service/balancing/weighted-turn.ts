import type { Candidate } from "./policy";

/**
 * Smooth weighted round robin: each instance earns its weight, the richest is picked and pays for all. Weights 5, 1, 1
 * give a a b a c a a rather than five in a row.
 */
export function weightedTurn<C extends Candidate>(first: C, instances: readonly C[]): C {
  let total = 0;
  let best = first;
  for (const instance of instances) {
    total += instance.weight;
    instance.credit += instance.weight;
    if (instance.credit > best.credit) best = instance;
  }
  best.credit -= total;
  return best;
}

/** The first of a list that is known not to be empty. */
export function firstOf<C>(instances: readonly C[]): C {
  const first = instances[0];
  if (first === undefined) throw new RangeError("there is no instance to pick from");
  return first;
}
