import type { Route, RouteMatch } from "../topology";
import type { RouteRequest } from "./route-request";

/** Decides which route of one router a request takes. */
export interface Matcher {
  /** The hit of highest precedence; `undefined` where no route fits. */
  match(request: RouteRequest): RouteHit | undefined;
}

/** The match that decided. */
export interface RouteHit {
  readonly route: Route;
  /** The route's place in its router's list. */
  readonly routeIndex: number;
  /** As the route has it; an empty one where the route has none. */
  readonly match: RouteMatch;
  /** The match's place in its route's list; 0 where the route has none. */
  readonly matchIndex: number;
  /** The hostname that the request's host fitted, in lower case; `undefined` where route and router name none. */
  readonly hostname: string | undefined;
}
