import type { Route, RouteMatch } from "../../topology";
import type { MatchEntry } from "../match-entry";
import type { RouteHit } from "../matcher";
import type { RegularExpression } from "../regular-expression";
import type { RouteRequest } from "../route-request";
import { Conditions } from "./conditions";

/** A match as tables hold it. It is its own hit, so that matching need not make one. */
export class CompiledMatch implements RouteHit {
  readonly route: Route;
  readonly routeIndex: number;
  readonly match: RouteMatch;
  readonly matchIndex: number;
  readonly hostname: string | undefined;
  /** The place among all matches of the router by precedence, hostnames aside; a lower one wins. */
  readonly rank: number;
  readonly #conditions: Conditions | undefined;
  readonly #expression: RegularExpression | undefined;

  static of(entry: MatchEntry, rank: number): CompiledMatch {
    const expression = entry.path.type === "RegularExpression" ? entry.path.expression : undefined;
    return new CompiledMatch(entry, undefined, rank, Conditions.of(entry), expression);
  }

  private constructor(
    { route, routeIndex, match, matchIndex }: Omit<RouteHit, "hostname">,
    hostname: string | undefined,
    rank: number,
    conditions: Conditions | undefined,
    expression: RegularExpression | undefined,
  ) {
    this.route = route;
    this.routeIndex = routeIndex;
    this.match = match;
    this.matchIndex = matchIndex;
    this.hostname = hostname;
    this.rank = rank;
    this.#conditions = conditions;
    this.#expression = expression;
  }

  /** The same match at a hostname. */
  at(hostname: string): CompiledMatch {
    return new CompiledMatch(this, hostname, this.rank, this.#conditions, this.#expression);
  }

  /** Whether all but the host and a literal path fits. */
  fits(request: RouteRequest): boolean {
    if (this.#conditions !== undefined && !this.#conditions.met(request)) return false;
    return this.#expression === undefined || this.#expression.matches(request.path);
  }
}

/** The first of a list in order of rank that fits. */
export function firstFitting(matches: readonly CompiledMatch[], request: RouteRequest): CompiledMatch | undefined {
  for (const match of matches) {
    if (match.fits(request)) return match;
  }
  return undefined;
}
