import type { Filter } from "./filter";
import type { Duration, Hostname, Name, Weight } from "./primitives";
import type { RouteMatch } from "./route-match";

/** A routing table: which request goes to which service. */
export interface Router {
  readonly name: Name;
  /**
   * Hosts that this router answers for.
   *
   * @default every host
   */
  readonly hostnames?: readonly Hostname[];
  readonly routes: readonly Route[];
}

/**
 * One entry of a routing table. Where several routes fit a request, the precedence of the Gateway API decides, not the
 * order of the list; the order breaks ties alone.
 */
export interface Route {
  readonly name: Name;
  /**
   * Narrows the router's hostnames: the route applies to hosts in both lists.
   *
   * @default the router's
   */
  readonly hostnames?: readonly Hostname[];
  /**
   * Alternatives: the route applies where one of them does.
   *
   * @default every path
   */
  readonly matches?: readonly RouteMatch[];
  /**
   * At most one of each type, but for `RequestMirror` and `ExtensionRef`. They take effect in one order of their types,
   * whatever their order in this list.
   */
  readonly filters?: readonly Filter[];
  /**
   * Services and their shares. May be left out only where a filter answers by itself (`RequestRedirect`,
   * `FixedResponse`).
   */
  readonly backends?: readonly Backend[];
  readonly timeouts?: RouteTimeouts;
  readonly retry?: RouteRetry;
}

/** A service and its share of a route's requests. */
export interface Backend {
  readonly service: Name;
  /** @default 1 */
  readonly weight?: Weight;
}

/** Limits on the time that a request may take. `"0s"` is no limit. */
export interface RouteTimeouts {
  /**
   * From the request's head to the end of its response, retries included; 504 after it.
   *
   * @default no limit
   */
  readonly request?: Duration;
  /**
   * For one try at one instance: from the request's last byte to the response's head. At most `request`.
   *
   * @default "60s"
   */
  readonly backendRequest?: Duration;
}

/** When a failed try is repeated on another instance. */
export interface RouteRetry {
  /**
   * Tries after the first.
   *
   * @asType integer
   * @minimum 0
   * @maximum 10
   * @default 1
   */
  readonly attempts?: number;
  /**
   * Response statuses that count as a failed try, 400 to 599. Connection failures always do.
   *
   * @default none
   */
  readonly codes?: readonly RetryStatus[];
  /**
   * The pause before the second try; it doubles with each further one.
   *
   * @default "25ms"
   */
  readonly backoff?: Duration;
}

/**
 * A response status that counts as a failed try.
 *
 * @title status
 * @asType integer
 * @minimum 400
 * @maximum 599
 */
export type RetryStatus = number;
