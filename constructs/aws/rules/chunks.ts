import { RULE_LIMITS } from "./limits";

/** A list of alternatives that is one condition of a rule. */
export interface Dimension {
  readonly length: number;
  /** Values that one alternative takes. */
  readonly cost: number;
}

/** How many alternatives of each dimension one rule takes; 0 where the dimension has none. */
export type ChunkSizes = readonly number[];

/**
 * Spreads alternatives over as few rules as they fit into, where each rule takes some of every dimension, and the values
 * of all its conditions are at most five. Of equal choices the one that takes most of the first dimension wins.
 *
 * @param spent - values that every rule needs apart from these
 * @returns `undefined` where one alternative of each is too many already
 */
export function chunkSizes(dimensions: readonly Dimension[], spent: number): ChunkSizes | undefined {
  let best: { readonly sizes: ChunkSizes; readonly rules: number } | undefined;
  for (const sizes of choices(dimensions, RULE_LIMITS.conditionValues - spent)) {
    const rules = dimensions.reduce(
      (product, { length }, index) => product * (length === 0 ? 1 : Math.ceil(length / (sizes[index] ?? 1))),
      1,
    );
    if (best === undefined || rules < best.rules) best = { sizes, rules };
  }
  return best?.sizes;
}

function* choices([first, ...rest]: readonly Dimension[], budget: number): Generator<ChunkSizes> {
  if (first === undefined) {
    if (budget >= 0) yield [];
    return;
  }
  if (first.length === 0) {
    for (const others of choices(rest, budget)) yield [0, ...others];
    return;
  }
  for (let size = Math.min(first.length, Math.floor(budget / first.cost)); size > 0; size--) {
    for (const others of choices(rest, budget - size * first.cost)) yield [size, ...others];
  }
}

export type NonEmpty<T> = readonly [T, ...T[]];

/** A list in pieces of a size; one piece, `undefined`, where the dimension has no alternatives. */
export function pieces<T>(list: readonly T[], size: number): readonly (NonEmpty<T> | undefined)[] {
  if (size === 0) return [undefined];
  const result: [T, ...T[]][] = [];
  for (const [index, entry] of list.entries()) {
    const last = result.at(-1);
    if (last === undefined || index % size === 0) result.push([entry]);
    else last.push(entry);
  }
  return result;
}
