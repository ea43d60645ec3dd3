import {
  finish,
  type HeaderMatch,
  type PathMatch,
  type QueryParamMatch,
  type Route,
  type RouteMatch,
  type Router,
  type Steps,
} from "../topology";
import { RegularExpression } from "./regular-expression";
import { isRefusal, normalizePath } from "./target";

/** One match of one route, with its defaults filled in and its values in the form that they are compared in. */
export interface MatchEntry {
  readonly route: Route;
  readonly routeIndex: number;
  readonly match: RouteMatch;
  readonly matchIndex: number;
  readonly path: PathCondition;
  readonly headers: readonly ValueCondition[];
  readonly queryParams: readonly ValueCondition[];
  readonly method: string | undefined;
  readonly sourceRanges: readonly string[];
}

export type PathCondition =
  | { readonly type: "Exact"; readonly value: string }
  /** `value` has no trailing slash, so that `/` is the empty string. */
  | { readonly type: "PathPrefix"; readonly value: string }
  | { readonly type: "RegularExpression"; readonly value: string; readonly expression: RegularExpression };

/** A condition on a header field, its name in lower case, or on a query parameter. */
export interface ValueCondition {
  readonly name: string;
  readonly value: string;
  /** Set where `value` is a regular expression. */
  readonly expression: RegularExpression | undefined;
}

const EVERY_PATH: RouteMatch = {};

/** The matches of all routes, in the order of the table. */
export function matchEntries(router: Router): readonly MatchEntry[] {
  return finish(matchEntriesInSteps(router));
}

/** {@link matchEntries}, a match a step. */
export function* matchEntriesInSteps(router: Router): Steps<readonly MatchEntry[]> {
  const expressions = new ExpressionPool();
  const entries: MatchEntry[] = [];
  for (const [routeIndex, route] of router.routes.entries()) {
    const matches = route.matches === undefined || route.matches.length === 0 ? [EVERY_PATH] : route.matches;
    for (const [matchIndex, match] of matches.entries()) {
      entries.push({
        route,
        routeIndex,
        match,
        matchIndex,
        path: pathCondition(match.path, expressions),
        headers: valueConditions(match.headers, (name) => name.toLowerCase(), expressions),
        queryParams: valueConditions(match.queryParams, (name) => name, expressions),
        method: match.method,
        sourceRanges: match.sourceRanges ?? [],
      });
      yield;
    }
  }
  return entries;
}

/** One expression for each source: what it learned by matching serves all who use it. */
class ExpressionPool {
  readonly #bySource = new Map<string, RegularExpression>();

  get(source: string): RegularExpression {
    const known = this.#bySource.get(source);
    if (known !== undefined) return known;
    const made = new RegularExpression(source);
    this.#bySource.set(source, made);
    return made;
  }
}

function pathCondition(path: PathMatch | undefined, expressions: ExpressionPool): PathCondition {
  if (path === undefined) return { type: "PathPrefix", value: "" };
  const { type, value } = path;
  if (type === "RegularExpression") return { type, value, expression: expressions.get(value) };
  const normal = normalizePath(value);
  // A value that no request can have stays as it is, and fits none.
  const comparable = isRefusal(normal) ? value : normal;
  return { type, value: type === "Exact" ? comparable : comparable.replace(/\/$/, "") };
}

function valueConditions(
  conditions: readonly (HeaderMatch | QueryParamMatch)[] | undefined,
  fold: (name: string) => string,
  expressions: ExpressionPool,
): readonly ValueCondition[] {
  if (conditions === undefined) return [];
  const first = new Map<string, ValueCondition>();
  for (const { type, name, value } of conditions) {
    const key = fold(name);
    if (first.has(key)) continue;
    const expression = type === "RegularExpression" ? expressions.get(value) : undefined;
    first.set(key, { name: key, value, expression });
  }
  return [...first.values()];
}
