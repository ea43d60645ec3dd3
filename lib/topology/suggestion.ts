import { distance } from "fastest-levenshtein";

const SHORTEST_PART = 3;

/** How many edits a name may be away and still be what was meant. */
function tolerance(length: number): number {
  return Math.floor(length / 3);
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
 * The candidate that a misspelt name most likely means: the fewest edits away, without regard to case; where none is
 * near, one that the name is a part of, or that is a part of it. The first of equals.
 *
 * @returns `undefined` where none is near enough
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
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
  return best ?? containing(folded, candidates);
}

function containing(folded: string, candidates: Iterable<string>): string | undefined {
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    if (Math.min(folded.length, other.length) < SHORTEST_PART) continue;
    if (other.includes(folded) || folded.includes(other)) return candidate;
  }
  return undefined;
}
