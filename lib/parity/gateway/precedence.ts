import { isWildcard } from "../../topology";
import type { HttpMatch } from "./http-match";

/** A match at one hostname, with what ties are decided by. */
export interface Placed {
  /** In lower case; `undefined` is every host. */
  readonly hostname: string | undefined;
  readonly match: HttpMatch;
  /** `namespace/name` of its HTTPRoute. */
  readonly routeKey: string;
  readonly ruleIndex: number;
}

/** Where regular expressions stand among paths, which the Gateway API leaves to implementations. */
export type ExpressionRank = "before prefixes" | "after prefixes";

/**
 * The precedence of matches (Gateway API, `HTTPRouteSpec.Hostnames`, `HTTPRouteRule.Matches`): the hostname, an exact
 * path, the longest prefix, a method, the most headers, the most query parameters; then the oldest HTTPRoute, which an
 * output does not tell, so that its name decides; then the first rule.
 */
export function comparePlaced(a: Placed, b: Placed, expressions: ExpressionRank): number {
  return (
    compareHostnames(a.hostname, b.hostname) ||
    pathRank(a.match, expressions) - pathRank(b.match, expressions) ||
    b.match.path.value.length - a.match.path.value.length ||
    Number(b.match.method !== undefined) - Number(a.match.method !== undefined) ||
    b.match.headers.length - a.match.headers.length ||
    b.match.queryParams.length - a.match.queryParams.length ||
    compareText(a.routeKey, b.routeKey) ||
    a.ruleIndex - b.ruleIndex
  );
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
