import type { RequestRecord } from "../../engine";
import type { HttpPlan } from "./engine-context";

/** What is known of a request beside its listener, its client and its end; for what is no request, nothing. */
export interface RequestFacts {
  readonly routed: boolean;
  readonly route: string | undefined;
  readonly service: string | undefined;
  readonly instance: string | undefined;
  readonly method: string;
  readonly host: string;
  /** As the client sent it. */
  readonly target: string;
  readonly tries: number;
}

const NOTHING: RequestFacts = {
  routed: false,
  route: undefined,
  service: undefined,
  instance: undefined,
  method: "",
  host: "",
  target: "",
  tries: 0,
};

/** How a request has ended. */
export type RequestEnd = Pick<RequestRecord, "sourceAddress" | "status" | "reason" | "milliseconds">;

/** The record of a request that has ended. */
export function requestRecord(listener: HttpPlan, end: RequestEnd, facts: RequestFacts = NOTHING): RequestRecord {
  const { target } = facts;
  const mark = target.indexOf("?");
  return {
    listener,
    router: facts.routed ? listener.router.name : undefined,
    route: facts.route,
    service: facts.service,
    instance: facts.instance,
    method: facts.method,
    host: facts.host,
    path: mark < 0 ? target : target.slice(0, mark),
    status: end.status,
    sourceAddress: end.sourceAddress,
    milliseconds: end.milliseconds,
    tries: facts.tries,
    reason: end.reason,
  };
}
