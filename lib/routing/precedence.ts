import { isWildcard, type Steps } from "../topology";
import type { MatchEntry, PathCondition } from "./match-entry";

/** What one match was preferred to another for, in the order in which it is asked. */
export type PrecedenceStep =
  | "hostname"
  | "pathType"
  | "pathLength"
  | "method"
  | "headers"
  | "queryParams"
  | "sourceRanges"
  | "order";

/** A match at one of its route's hostnames. */
export interface Candidate {
  readonly entry: MatchEntry;
  /** In lower case; `undefined` is every host. */
  readonly hostname: string | undefined;
}

/** Where an entry stands at one step; a lower one is preferred. */
type Rank = (entry: MatchEntry) => number;

/** Ranks of path types; the Gateway API leaves the place of regular expressions open. */
const PATH_TYPES: Readonly<Record<PathCondition["type"], number>> = { Exact: 0, RegularExpression: 1, PathPrefix: 2 };

/**
 * The precedence of the Gateway API (`HTTPRouteRule.matches`), with regular expressions between exact paths and
 * prefixes, and source ranges after query parameters.
 *
 * 1. The more specific hostname: an exact one, then the longer wildcard, then none.
 * 2. The path's type: `Exact`, `RegularExpression`, `PathPrefix`; no path is the prefix `/`.
 * 3. The longer path value, a trailing slash of a prefix not counted.
 * 4. A method.
 * 5. More header conditions; a name listed twice counts once.
 * 6. More query parameter conditions.
 * 7. Source ranges.
 * 8. The place in the list of routes, then of matches.
 */
const STEPS: readonly (readonly [PrecedenceStep, Rank])[] = [
  ["pathType", ({ path }) => PATH_TYPES[path.type]],
  ["pathLength", ({ path }) => -path.value.length],
  ["method", ({ method }) => Number(method === undefined)],
  ["headers", ({ headers }) => -headers.length],
  ["queryParams", ({ queryParams }) => -queryParams.length],
  ["sourceRanges", ({ sourceRanges }) => Number(sourceRanges.length === 0)],
];

/** Negative where `a` is preferred, positive where `b` is. Of two different candidates one always is. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return compareHostnames(a.hostname, b.hostname) || compareEntries(a.entry, b.entry);
}

/** {@link compareCandidates} for matches at one hostname. */
function compareEntries(a: MatchEntry, b: MatchEntry): number {
  for (const [, rank] of STEPS) {
    const difference = rank(a) - rank(b);
    if (difference !== 0) return difference;
  }
  return a.routeIndex - b.routeIndex || a.matchIndex - b.matchIndex;
}

/**
 * Entries from the most preferred to the least, hostnames aside. Large tables have few different ranks: only these are
 * sorted, which is faster and can be done in steps.
 *
 * @param entries in the order of the table
 */
export function* inOrderOfPrecedence(entries: readonly MatchEntry[]): Steps<readonly MatchEntry[]> {
  const equals = new Map<string, [MatchEntry, ...MatchEntry[]]>();
  for (const entry of entries) {
    const ranks = STEPS.map(([, rank]) => rank(entry)).join();
    const known = equals.get(ranks);
    if (known === undefined) equals.set(ranks, [entry]);
    else known.push(entry);
    yield;
  }
  return [...equals.values()].sort(([a], [b]) => compareEntries(a, b)).flat();
}

/** The first step at which two candidates differ. */
export function decidingStep(a: Candidate, b: Candidate): PrecedenceStep {
  if (compareHostnames(a.hostname, b.hostname) !== 0) return "hostname";
  const deciding = STEPS.find(([, rank]) => rank(a.entry) !== rank(b.entry));
  return deciding === undefined ? "order" : deciding[0];
}

function compareHostnames(a: string | undefined, b: string | undefined): number {
  return hostnameRank(a) - hostnameRank(b) || (b ?? "").length - (a ?? "").length;
}

function hostnameRank(hostname: string | undefined): number {
  if (hostname === undefined) return 2;
  return isWildcard(hostname) ? 1 : 0;
}
