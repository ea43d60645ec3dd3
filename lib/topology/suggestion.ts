import { distance } from "fastest-levenshtein";

/** How many single-letter edits a name may be away and still be what was meant. */
function tolerance(length: number): number {
  return length < 3 ? 0 : Math.max(1, Math.round(length * 0.4));
}

/** Single-letter edits; letters in the wrong order count as one. */
function editsBetween(one: string, other: string): number {
  const edits = distance(one, other);
  return edits === 2 && sortedLetters(one) === sortedLetters(other) ? 1 : edits;
}

function sortedLetters(word: string): string {
  return [...word].sort().join("");
}

/**
 * The candidate that a misspelt name most likely means: the fewest edits away, without regard to case; the first of
 * equals.
 *
 * @returns `undefined` where none is near enough
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  const folded = name.toLowerCase();
  for (const candidate of candidates) {
    const limit = tolerance(Math.max(name.length, candidate.length));
    if (Math.abs(name.length - candidate.length) > limit) continue;
    const edits = editsBetween(folded, candidate.toLowerCase());
    if (edits <= limit && edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}
