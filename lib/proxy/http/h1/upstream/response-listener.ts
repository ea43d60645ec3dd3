import type { ResponseFraming } from "../response-head";
import type { BodySink } from "../wire/chunked-decoder";
import type { HeadParser } from "../wire/head-parser";
import type { ResponseParser } from "../wire/response-parser";

/**
 * Why a connection came to nothing.
 *
 * - `unreachable`: it was not made, so nothing was sent.
 * - `unsent`: it was made, and takes no more requests, or not now: nothing was sent.
 * - `stale`: it was kept from before, and the instance closed it before it answered anything.
 * - `refused`: the instance has done nothing with the request, and says so (RFC 9113 section 8.7).
 * - `broken`: it broke, or what came is not valid HTTP.
 * - `timeout`: no response within the time for one try.
 */
export type FailureKind = "unreachable" | "unsent" | "stale" | "refused" | "broken" | "timeout";

/**
 * Told what comes from an instance: `connected` (unless the connection was a spare one), any number of `informed`, then
 * `answered`, `bodyBytes` and `ended`, or `upgraded`, `bodyBytes`, `ended` and `closed`; or at any point `failed`, which
 * is the last. Heads and buffers are lent for the call.
 */
export interface ResponseListener extends BodySink {
  /** Whether the rest of the request has yet to come from the client. */
  readonly awaitsClient: boolean;
  connected(): void;
  /** A head with a status of 100 or above and below 200, but for 101. */
  informed(head: ResponseParser): void;
  answered(head: ResponseParser, framing: ResponseFraming): void;
  /** The protocol was changed: bytes both ways from now on. */
  upgraded(head: ResponseParser): void;
  /** All that came at one time was told. */
  paused(): void;
  /** The response, or the instance's direction of an upgraded connection, has ended. */
  ended(trailers: HeadParser | undefined): void;
  /** An upgraded connection is closed. */
  closed(): void;
  /** More can be written. */
  writable(): void;
  failed(kind: FailureKind, reason: string): void;
}
