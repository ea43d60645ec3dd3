import type { Matcher, ParsedTarget, RouteHit } from "../../routing";
import type { Backend } from "../../topology";
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

/** What a route's filters do, sorted by when. Each list is in the order of the route's filters. */
export interface FilterPlan {
  /** Answers the request itself; nothing is sent on. */
  readonly answer: AnswerFilter | undefined;
  readonly request: readonly RequestFilter[];
  readonly response: readonly ResponseFilter[];
  readonly mirrors: readonly MirrorPlan[];
}

/** A request that took a route. */
export interface RoutedRequest {
  readonly scheme: "http" | "https";
  /** The listener's. */
  readonly port: number;
  readonly target: ParsedTarget;
  readonly hit: RouteHit;
}

export type AnswerFilter = (request: RoutedRequest) => Answer;

/** Changes what is sent to the service. */
export type RequestFilter = (outgoing: OutgoingRequest, request: RoutedRequest) => void;

/** Changes the response's fields before the client gets them. */
export type ResponseFilter = (fields: string[]) => void;

/** A response that the proxy makes itself. */
export interface Answer {
  readonly status: number;
  /** Names and values in turn; without framing fields. */
  readonly fields: readonly string[];
  readonly body: string;
}

/** The head that a service gets, without framing and hop-by-hop fields. */
export interface OutgoingRequest {
  host: string;
  /** Path and query. */
  path: string;
  /** Names and values in turn; `Host` is not among them. */
  fields: string[];
}

/** Where copies of requests go. */
export interface MirrorPlan {
  readonly service: ServiceRuntime | undefined;
  /** Which share of requests, from 0 to 1. */
  readonly share: number;
}
