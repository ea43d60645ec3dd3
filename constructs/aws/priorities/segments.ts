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
  const further = isExpression(specificity.path) ? [EXPRESSION_RANGE] : CONDITIONS;
  return divided(PREFERRED, [...HOST_AND_PATH, ...further], specificity);
}

/**
 * Where in its segment a rule best lies, from 0 to 1. Regular expressions share segments, in which they are ordered by
 * their exact length and then by their conditions; all others are in the middle of theirs.
 */
export function idealOf(specificity: Specificity): number {
  if (!isExpression(specificity.path)) return 0.5;
  let [from, size] = [0, 1];
  for (const level of [EXACT_LENGTH, ...CONDITIONS]) {
    const { sizes, index } = level(specificity);
    from += (size * sum(sizes.slice(0, index))) / sum(sizes);
    size *= (sizes[index] ?? 0) / sum(sizes);
  }
  return from + size / 2;
}

/** A segment of all priorities as the same part of a range. */
export function scaled(segment: Segment, range: Segment): Segment {
  if (range.first <= PRIORITIES.first && range.last >= PRIORITIES.last) return segment;
  const size = (range.last - range.first + 1) / PRIORITIES.last;
  const first = range.first + Math.floor((segment.first - 1) * size);
  return { first, last: Math.min(range.last, Math.max(first, range.first + Math.floor(segment.last * size) - 1)) };
}

/** One of several parts of a segment, with their relative sizes. */
interface Share {
  readonly sizes: readonly number[];
  readonly index: number;
}

type Level = (specificity: Specificity) => Share;

const WILDCARDS = 5;
const SEGMENTS = 6;
/** Regular expressions of these lengths and more lie before shorter ones. */
const EXPRESSION_LENGTHS = [64, 40, 24, 16, 10, 6, 1];
/** A load balancer takes 128 characters, of which two are for the ends. */
const LONGEST = 126;

const HOSTS = { exact: 4, wildcards: [1, 1, 2, 2, 1], every: 4 };
const PATHS = { exact: 3, expressions: 8, prefixes: [1, 1, 2, 3, 4, 5, 4] };

const HOST_AND_PATH: readonly Level[] = [
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
];

const CONDITIONS: readonly Level[] = [
  ({ method }) => ({ sizes: [1, 3], index: method ? 0 : 1 }),
  ({ headers }) => ({ sizes: [1, 1, 2, 4], index: 3 - clamped(headers, 0, 3) }),
  ({ queryParams }) => ({ sizes: [1, 1, 4], index: 2 - clamped(queryParams, 0, 2) }),
  ({ sourceRanges }) => ({ sizes: [1, 4], index: sourceRanges ? 0 : 1 }),
];

/** Of two regular expressions the longer one comes first, whatever their other conditions are. */
const EXPRESSION_RANGE: Level = ({ path }) => equalParts(EXPRESSION_LENGTHS.length, rangeOf(lengthOf(path)));

const EXACT_LENGTH: Level = ({ path }) => {
  const length = lengthOf(path);
  const range = rangeOf(length);
  const longest = (EXPRESSION_LENGTHS[range - 1] ?? LONGEST + 1) - 1;
  return equalParts(longest - (EXPRESSION_LENGTHS[range] ?? 1) + 1, longest - length);
};

function rangeOf(length: number): number {
  return EXPRESSION_LENGTHS.findIndex((least) => length >= least);
}

function lengthOf(path: Specificity["path"]): number {
  return path.type === "regular-expression" ? clamped(path.length, 1, LONGEST) : 1;
}

function isExpression(path: Specificity["path"]): boolean {
  return path.type === "regular-expression";
}

function equalParts(count: number, index: number): Share {
  return { sizes: Array.from({ length: count }, () => 1), index };
}

function clamped(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function divided(segment: Segment, levels: readonly Level[], specificity: Specificity): Segment {
  return levels.reduce((whole, level) => part(whole, level(specificity)), segment);
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
