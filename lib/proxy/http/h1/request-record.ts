import type { ListenerIdentity, RequestRecord } from "../../engine";

/** How a request has ended. */
type RequestEnd = Pick<RequestRecord, "sourceAddress" | "status" | "reason" | "milliseconds">;

/** What is known of a request beside its listener, its client and its end; for what is no request, nothing. */
export type RequestFacts = Omit<RequestRecord, "listener" | keyof RequestEnd>;

const NOTHING: RequestFacts = {
  router: undefined,
  route: undefined,
  service: undefined,
  instance: undefined,
  method: "",
  host: "",
  path: "",
  tries: 0,
};

/** Longer ones are none. */
const LONGEST_METHOD = 32;

/** The record of a request that has ended. */
export function requestRecord(
  listener: ListenerIdentity,
  end: RequestEnd,
  facts: RequestFacts = NOTHING,
): RequestRecord {
  return {
    listener,
    router: facts.router,
    route: facts.route,
    service: facts.service,
    instance: facts.instance,
    method: facts.method.slice(0, LONGEST_METHOD),
    host: facts.host,
    path: facts.path,
    status: end.status,
    sourceAddress: end.sourceAddress,
    milliseconds: end.milliseconds,
    tries: facts.tries,
    reason: end.reason,
  };
}

/**
 * What is recorded of a target, as the client sent it. What follows the path may be secret. So may what stands before the
 * host in an absolute target.
 */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  const path = end < 0 ? target : target.slice(0, end);
  if (path.charCodeAt(0) === 0x2f || path === "") return path;
  const [, inAbsolute] = /^[^/]*:\/\/[^/]*(.*)$/.exec(path) ?? [];
  return inAbsolute === undefined ? path.slice(path.indexOf("@") + 1) : inAbsolute || "/";
}
