import type { Route, RouteMatch } from "../../topology";
import type { MatchEntry } from "../match-entry";
import type { RouteHit } from "../matcher";
import type { RegularExpression } from "../regular-expression";
import type { RouteRequest } from "../route-request";
import { Conditions } from "./conditions";

/** A match as tables hold it. It is its own hit, so that matching need not make one. */
export class CompiledMatch implements RouteHit {
  readonly #conditions: Conditions | undefined;
  readonly #expression: RegularExpression | undefined;
  /** The place among all matches of the router by precedence, hostnames aside; a lower one wins. */
  readonly rank: number;
  readonly hostname: string | undefined;
  readonly route: Route;
  readonly routeIndex: number;
  readonly match: RouteMatch;
  readonly matchIndex: number;

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
    this.#conditions = conditions;
    this.#expression = expression;
    this.rank = rank;
    this.hostname = hostname;
    this.route = route;
    this.routeIndex = routeIndex;
    this.match = match;
    this.matchIndex = matchIndex;
  }

  /** The same match at a hostname. */
  at(hostname: string): CompiledMatch {
    return new CompiledMatch(this, hostname, this.rank, this.#conditions, this.#expression);
  }

  /** Whether host and literal path are all that it asks for. */
  get alwaysFits(): boolean {
    return this.#conditions === undefined && this.#expression === undefined;
  }

  /** Whether all but the host and a literal path fits. */
  fits(request: RouteRequest): boolean {
    if (this.#conditions !== undefined && !this.#conditions.met(request)) return false;
    return this.#expression === undefined || this.#expression.matches(request.path);
  }
}
