import type { Specificity } from "../rules";

/** Priorities of a listener's rules run from 1 to 50000 (API reference, `CreateRule`). */
export const PRIORITIES: Segment = { first: 1, last: 50_000 };

/** Given out here first; what lies around is left to rules that others make, and to overflow. */
const PREFERRED: Segment = { first: 1001, last: 49_000 };

/** A run of priorities, both ends included. */
export interface Segment {
  readonly first: number;
  readonly last: number;
}

/**
 * The priorities for rules of this specificity. The more specific always lie before the less specific ones, so that a
 * rule of any specificity finds its place between others without one of them having to move. Sizes follow what is
 * common: exact hosts and no host, prefixes of few segments, no other conditions.
 */
export function segmentOf(specificity: Specificity): Segment {
  return LEVELS.reduce((segment, level) => part(segment, level(specificity)), PREFERRED);
}

/** One of several parts of a segment, with their relative sizes. */
interface Share {
  readonly sizes: readonly number[];
  readonly index: number;
}

const WILDCARDS = 5;
const SEGMENTS = 6;
const EXPRESSION_LENGTHS = 128;

const HOSTS = { exact: 4, wildcards: [1, 1, 2, 2, 1], every: 4 };
const PATHS = { exact: 3, expressions: 3, prefixes: [1, 1, 2, 3, 4, 5, 4] };

const LEVELS: readonly ((specificity: Specificity) => Share)[] = [
  ({ host }) => {
    const sizes = [HOSTS.exact, ...HOSTS.wildcards, HOSTS.every];
    if (host.type === "exact") return { sizes, index: 0 };
    if (host.type === "every") return { sizes, index: sizes.length - 1 };
    return { sizes, index: 1 + WILDCARDS - clamped(host.labels, 1, WILDCARDS) };
  },
  ({ path }) => {
    const sizes = [PATHS.exact, PATHS.expressions, ...PATHS.prefixes];
    if (path.type === "exact") return { sizes, index: 0 };
    if (path.type === "regular-expression") return { sizes, index: 1 };
    return { sizes, index: 2 + SEGMENTS - clamped(path.segments, 0, SEGMENTS) };
  },
  ({ path }) =>
    path.type === "regular-expression"
      ? equalShares(EXPRESSION_LENGTHS, EXPRESSION_LENGTHS - clamped(path.length, 1, EXPRESSION_LENGTHS))
      : equalShares(1, 0),
  ({ method }) => ({ sizes: [1, 3], index: method ? 0 : 1 }),
  ({ headers }) => ({ sizes: [1, 1, 2, 4], index: 3 - clamped(headers, 0, 3) }),
  ({ queryParams }) => ({ sizes: [1, 1, 4], index: 2 - clamped(queryParams, 0, 2) }),
  ({ sourceRanges }) => ({ sizes: [1, 4], index: sourceRanges ? 0 : 1 }),
];

function equalShares(count: number, index: number): Share {
  return { sizes: Array.from({ length: count }, () => 1), index };
}

function clamped(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** A segment that is too short to be divided stays whole: what overlaps in it is told apart when it is given out. */
function part(segment: Segment, { sizes, index }: Share): Segment {
  const length = segment.last - segment.first + 1;
  if (length < sizes.length * 2) return segment;
  const total = sum(sizes);
  const before = sum(sizes.slice(0, index));
  const start = Math.floor((length * before) / total);
  const end = Math.floor((length * (before + (sizes[index] ?? 0))) / total);
  return { first: segment.first + start, last: segment.first + end - 1 };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
