import { isWildcard } from "../../topology";
import type { HttpMatch } from "./http-match";

/** A match at one hostname, with what ties are decided by. */
export interface Placed {
  /** In lower case; `undefined` is every host. */
  readonly hostname: string | undefined;
  /** What its kind of route compares matches by: at the first place where two differ, the smaller one is preferred. */
  readonly rank: readonly number[];
  /** `namespace/name` of its route. */
  readonly routeKey: string;
  readonly ruleIndex: number;
}

/** Where regular expressions stand among paths, which the Gateway API leaves to implementations. */
export type ExpressionRank = "before prefixes" | "after prefixes";

/**
 * The precedence of matches (Gateway API, `HTTPRouteSpec.Hostnames`, `HTTPRouteRule.Matches`, `GRPCRouteRule.Matches`):
 * the hostname, and what the kind of route compares; then the oldest route, which an output does not tell, so that its
 * name decides; then the first rule.
 */
export function comparePlaced(a: Placed, b: Placed): number {
  return (
    compareHostnames(a.hostname, b.hostname) ||
    compareRanks(a.rank, b.rank) ||
    compareText(a.routeKey, b.routeKey) ||
    a.ruleIndex - b.ruleIndex
  );
}

/** An exact path, the longest prefix, a method, the most headers, the most query parameters. */
export function httpRank(match: HttpMatch, expressions: ExpressionRank): readonly number[] {
  const { path, method, headers, queryParams } = match;
  return [
    pathRank(match, expressions),
    -path.value.length,
    method === undefined ? 1 : 0,
    -headers.length,
    -queryParams.length,
  ];
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** Most characters in a hostname without wildcard, then most characters in any. */
export function compareHostnames(a: string | undefined, b: string | undefined): number {
  return exactLength(b) - exactLength(a) || (b ?? "").length - (a ?? "").length;
}

function exactLength(hostname: string | undefined): number {
  return hostname === undefined || isWildcard(hostname) ? 0 : hostname.length;
}

function pathRank({ path }: HttpMatch, expressions: ExpressionRank): number {
  if (path.type === "Exact") return 0;
  const isExpression = path.type === "RegularExpression";
  return isExpression === (expressions === "before prefixes") ? 1 : 2;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
