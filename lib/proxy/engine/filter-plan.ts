import type { ParsedTarget, RouteHit } from "../../routing";
import type { BodyStageFactory } from "./body-stage";
import type { ServiceRuntime } from "./service-runtime";

/**
 * What a route's filters do, sorted by when. A route without filters has empty lists and nothing else: each part costs
 * an engine one look.
 *
 * An engine goes through it in this order: `answer`; then, where that has let the request through, `request`,
 * `maxRequestBody` and `mirrors`; and for the service's response `shape`, then `response`.
 */
export interface FilterPlan {
  /** May answer the request itself; `undefined` where no filter of the route ever does. */
  readonly answer: AnswerFilter | undefined;
  readonly request: readonly RequestFilter[];
  /** For the service's responses, and for what {@link answer} answers. */
  readonly response: readonly ResponseFilter[];
  /** Before {@link response}, for what depends on the request or changes the body; `undefined` where no filter does. */
  readonly shape: ResponseShaper | undefined;
  /**
   * For what the proxy answers by itself once the route is known: what {@link answer} answers, and why there is no
   * response of the service; `undefined` where it stays as it is.
   */
  readonly ownAnswer: OwnAnswerFilter | undefined;
  readonly mirrors: readonly MirrorPlan[];
  /**
   * Bytes that a request's body may have; `Infinity` is no limit. A body that announces more is answered by
   * {@link answer}. One that does not say is counted by the engine: above, it is answered with 413, or its connection is
   * cut where the response was begun.
   */
  readonly maxRequestBody: number;
}

/**
 * A request that took a route. One object stands for it in all filters of the route, so that a filter may remember what
 * it found out about it.
 */
export interface RoutedRequest {
  readonly scheme: "http" | "https";
  /** The listener's. */
  readonly port: number;
  readonly target: ParsedTarget;
  readonly hit: RouteHit;
  readonly method: string;
  /** The client's address: the peer's, or what a proxy in front that is believed says. */
  readonly sourceAddress: string;
  /** Names and values in turn, as the client sent them, without those of the connection. Not to be changed. */
  readonly fields: readonly string[];
  /**
   * The field's values, joined with a comma (cookies: with a semicolon), those of the connection and `content-length`
   * among them; `undefined` where the client sent none.
   */
  header(lowerCaseName: string): string | undefined;
  /** The fields that tell a service where the request came from, names and values in turn, as a new list. */
  originFields(): string[];
}

/** An answer of the proxy's own; `undefined` lets the request through. */
export type Verdict = Answer | undefined;

/**
 * Decides whether a request goes on to the service. It answers at once wherever it can; a promise holds the request, and
 * no byte of its body is read, until it resolves. It never rejects. Where the client goes away meanwhile, the verdict is
 * dropped. An answer goes through the plan's `ownAnswer`, then through `response`.
 */
export type AnswerFilter = (request: RoutedRequest) => Verdict | Promise<Verdict>;

/** Changes what is sent to the service. */
export type RequestFilter = (outgoing: OutgoingRequest, request: RoutedRequest) => void;

/** Changes the response's fields before the client gets them: names and values in turn, without framing. */
export type ResponseFilter = (fields: string[]) => void;

/**
 * Changes a response of the service before the client gets it. `fields` are names and values in turn, in which
 * `Content-Length` stands where the length is known. Where a stage is returned the body goes through it, and what is
 * then in `fields` is what comes out of it: a `Content-Length` that still stands there is right, and without one the
 * length is unknown. It is called for HEAD, 101 and statuses without content as well; no stage is then used.
 */
export type ResponseShaper = (fields: string[], status: number, request: RoutedRequest) => BodyStageFactory | undefined;

/** Changes an answer of the proxy's own, of whatever status. */
export type OwnAnswerFilter = (answer: Answer, request: RoutedRequest) => Answer;

/** A response that the proxy makes itself. */
export interface Answer {
  readonly status: number;
  /** Names and values in turn; without framing fields. */
  readonly fields: readonly string[];
  /** A text is sent in UTF-8. */
  readonly body: string | Buffer;
  /** For the log, where the status alone does not tell; never holds a secret. */
  readonly reason?: string;
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
