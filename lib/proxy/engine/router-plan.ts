import type { Matcher } from "../../routing";
import type { Backend } from "../../topology";
import type { FilterPlan } from "./filter-plan";
import type { ServiceRuntime } from "./service-runtime";

/** A router as one snapshot has it: compiled, every service resolved. */
export interface RouterPlan {
  readonly name: string;
  readonly matcher: Matcher;
  /** By `RouteHit.routeIndex`. */
  readonly routes: readonly RoutePlan[];
}

export interface RoutePlan {
  readonly name: string;
  readonly backends: readonly Backend[];
  /** The services of {@link backends} by name; one that is missing answers 500. */
  readonly services: ReadonlyMap<string, ServiceRuntime>;
  readonly filters: FilterPlan;
  /** Milliseconds for the whole request; 0 is no limit. */
  readonly requestTimeout: number;
  /** Milliseconds for one try up to the response's head; 0 is no limit. */
  readonly backendTimeout: number;
  readonly retry: RetryPlan;
}

/** When a failed try is repeated. */
export interface RetryPlan {
  /** Tries after the first. Where nothing was sent, other instances are tried without counting. */
  readonly attempts: number;
  readonly codes: ReadonlySet<number>;
  /** Milliseconds before the second try; doubles with each further one. */
  readonly backoff: number;
}
