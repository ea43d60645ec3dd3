import { DIGESTS } from "../fields";
import { LEFT_OUT_OF_REQUESTS, NAMED } from "./wire/field-kind";
import { fieldName, sentOnLines } from "./wire/field-section";
import type { HeadParser } from "./wire/head-parser";

/**
 * Fields that have no meaning after a body, since what they say was needed before it: who asks, for what, and what the
 * body is (RFC 9110 section 6.5.1). Whoever puts trailer fields among the others could be told so what no filter has seen.
 */
const NEVER_AFTER_A_BODY: ReadonlySet<string> = new Set([
  "age",
  "authorization",
  "cache-control",
  "content-encoding",
  "content-range",
  "content-type",
  "cookie",
  "expires",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "location",
  "max-forwards",
  "pragma",
  "range",
  "retry-after",
  "set-cookie",
  "vary",
  "www-authenticate",
]);

/**
 * Trailer fields to send on: none that concern the connection, that the proxy vouches for, or that had to come before.
 *
 * @param leftOut the kinds of fields that are not sent on, a bit each
 * @param changed whether the body is another than the one that they came after, whose digests they may be
 */
export function trailerLines(
  trailers: HeadParser | undefined,
  leftOut = LEFT_OUT_OF_REQUESTS,
  changed = false,
): string {
  if (trailers === undefined || trailers.fieldCount === 0) return "";
  for (let index = 0; index < trailers.fieldCount; index++) {
    const name = fieldName(trailers, index).toLowerCase();
    if (!NEVER_AFTER_A_BODY.has(name) && !(changed && DIGESTS.has(name))) continue;
    trailers.kinds[index] = NAMED;
    trailers.kindsSeen |= 1 << NAMED;
  }
  return sentOnLines(trailers, leftOut);
}
