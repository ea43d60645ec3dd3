import { readBySecondParser } from "../llhttp";
import { readWhole } from "../our-reading";
import { type Answer, answerTo } from "./answers";
import type { ReceivedRequest } from "./request-reader";

/** A request that a service has to receive, and what it answers. */
export interface ExpectedRequest {
  readonly request: ReceivedRequest;
  readonly answer: Answer;
}

/** What has to come of the bytes that a client sends on a connection. */
export interface Expectation {
  readonly requests: readonly ExpectedRequest[];
  /** The status that what follows them is refused with. */
  readonly refusal: number | undefined;
  /** What the service gets after a change of protocol. */
  readonly tunnelled: string | undefined;
}

/** What the proxy tells of the client's origin, which is different for each. */
const ORIGIN = /^x-forwarded-/i;

/**
 * Reads what a client sends in memory: the parser and what it makes of heads are held to another parser elsewhere.
 *
 * @param ownAuthority the listener's own
 */
export function expectationOf(bytes: Buffer, ownAuthority: string): Expectation {
  const requests: ExpectedRequest[] = [];
  let rest = bytes;
  for (;;) {
    const reading = readWhole(rest, ownAuthority);
    if (reading.verdict === "incomplete") return { requests, refusal: undefined, tunnelled: undefined };
    if (reading.verdict === "refused") return { requests, refusal: reading.status, tunnelled: undefined };
    const { method, minor, protocols, persistent, trailers } = reading;
    const sent = readBySecondParser(Buffer.from(reading.sentOn, "latin1"));
    if (sent.verdict !== "accepted") throw new Error(`the request would be sent on as what is none: ${reading.sentOn}`);
    const { target, fields, body } = sent;
    const answer = answerTo(method, target, protocols, requests.length);
    requests.push({ request: { method, target, fields: withoutOrigin(fields), body, trailers }, answer });
    if (answer.status === 101) return { requests, refusal: undefined, tunnelled: reading.rest };
    if (!persistent || (minor === 0 && !answer.sized)) return { requests, refusal: undefined, tunnelled: undefined };
    rest = Buffer.from(reading.rest, "latin1");
  }
}

/** Fields but for those that tell of the client's origin. */
export function withoutOrigin(fields: readonly string[]): readonly string[] {
  return fields.filter((_, at) => !ORIGIN.test(fields[at - (at % 2)] ?? ""));
}
