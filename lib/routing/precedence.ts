import { isWildcard } from "../topology";
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

type Compare<T> = (a: T, b: T) => number;

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
const STEPS: readonly (readonly [PrecedenceStep, Compare<MatchEntry>])[] = [
  ["pathType", (a, b) => PATH_TYPES[a.path.type] - PATH_TYPES[b.path.type]],
  ["pathLength", (a, b) => b.path.value.length - a.path.value.length],
  ["method", (a, b) => Number(b.method !== undefined) - Number(a.method !== undefined)],
  ["headers", (a, b) => b.headers.length - a.headers.length],
  ["queryParams", (a, b) => b.queryParams.length - a.queryParams.length],
  ["sourceRanges", (a, b) => Number(b.sourceRanges.length > 0) - Number(a.sourceRanges.length > 0)],
  ["order", (a, b) => a.routeIndex - b.routeIndex || a.matchIndex - b.matchIndex],
];

/** Negative where `a` is preferred, positive where `b` is. Of two different candidates one always is. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return compareHostnames(a.hostname, b.hostname) || compareEntries(a.entry, b.entry);
}

/** {@link compareCandidates} for matches at one hostname. */
export function compareEntries(a: MatchEntry, b: MatchEntry): number {
  for (const [, compare] of STEPS) {
    const difference = compare(a, b);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first step at which two candidates differ. */
export function decidingStep(a: Candidate, b: Candidate): PrecedenceStep {
  if (compareHostnames(a.hostname, b.hostname) !== 0) return "hostname";
  const deciding = STEPS.find(([, compare]) => compare(a.entry, b.entry) !== 0);
  return deciding === undefined ? "order" : deciding[0];
}

function compareHostnames(a: string | undefined, b: string | undefined): number {
  return hostnameRank(a) - hostnameRank(b) || (b ?? "").length - (a ?? "").length;
}

function hostnameRank(hostname: string | undefined): number {
  if (hostname === undefined) return 2;
  return isWildcard(hostname) ? 1 : 0;
}
