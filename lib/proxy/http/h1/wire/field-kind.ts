import { isConnectionField } from "../../connection-fields";
import { isForwardedField } from "../../forwarded-fields";

/** What the proxy makes of a field.  */
export const OTHER = 0;
export const DATE = 1;
export const HOST = 2;
export const CONNECTION = 3;
export const CONTENT_LENGTH = 4;
export const TRANSFER_ENCODING = 5;
export const EXPECT = 6;
export const UPGRADE = 7;
export const TE = 8;
/** Of one connection, and of no further interest. */
export const HOP = 9;
/** Tells of the client's origin, as the proxy itself does. */
export const FORWARDED = 10;
/** Named by a Connection field, or said before: not sent on. */
export const NAMED = 11;
/** Would be taken for a field that the proxy writes, by those who cannot tell `_` from `-`. */
export const LOOKALIKE = 12;
/** Any other with a `_` in its name. */
export const UNDERSCORED = 13;

/** The kinds that some messages are sent on with, a bit each, but for the length: a Connection field may name them. */
export const END_TO_END = (1 << OTHER) | (1 << DATE) | (1 << FORWARDED) | (1 << LOOKALIKE) | (1 << UNDERSCORED);

const ALL = (1 << (LOOKALIKE + 1)) - 1;
const OF_THE_CONNECTION = ALL & ~((1 << OTHER) | (1 << DATE) | (1 << FORWARDED) | (1 << LOOKALIKE));

/** The kinds that are left out of what is sent on, a bit each: of requests, */
export const LEFT_OUT_OF_REQUESTS = OF_THE_CONNECTION | (1 << FORWARDED) | (1 << LOOKALIKE);
/** of responses whose length stays what it was, */
const LEFT_OUT_OF_RESPONSES = OF_THE_CONNECTION & ~(1 << CONTENT_LENGTH);
/** and of those that are framed anew or have no length. */
export const LEFT_OUT_OF_UNSIZED_RESPONSES = OF_THE_CONNECTION;

/** The kinds of fields of a response that are not passed on. With 204 there is no length (RFC 9110 section 8.6). */
export function leftOutOf(status: number, unsized: boolean): number {
  return unsized || status === 204 ? LEFT_OUT_OF_UNSIZED_RESPONSES : LEFT_OUT_OF_RESPONSES;
}

/**
 * The kind of a field by its name, which need not be cut out of the head for it: length first, then letter by letter.
 *
 * @param hasUnderscore whether there is a `_` in it
 */
export function fieldKind(text: string, start: number, end: number, hasUnderscore: boolean): number {
  if (hasUnderscore) return underscoredKind(text.slice(start, end).toLowerCase());
  switch (end - start) {
    case 2:
      return is(text, start, "te") ? TE : OTHER;
    case 4:
      if (is(text, start, "host")) return HOST;
      return is(text, start, "date") ? DATE : OTHER;
    case 6:
      return is(text, start, "expect") ? EXPECT : OTHER;
    case 7:
      if (is(text, start, "upgrade")) return UPGRADE;
      return is(text, start, "trailer") ? HOP : OTHER;
    case 9:
      return is(text, start, "forwarded") || is(text, start, "x-real-ip") ? FORWARDED : OTHER;
    case 10:
      if (is(text, start, "connection")) return CONNECTION;
      return is(text, start, "keep-alive") ? HOP : OTHER;
    case 11:
      return is(text, start, "client-cert") ? FORWARDED : OTHER;
    case 14:
      if (is(text, start, "content-length")) return CONTENT_LENGTH;
      if (is(text, start, "http2-settings")) return HOP;
      break;
    case 16:
      if (is(text, start, "proxy-connection")) return HOP;
      break;
    case 17:
      if (is(text, start, "transfer-encoding")) return TRANSFER_ENCODING;
      if (is(text, start, "client-cert-chain")) return FORWARDED;
      break;
    case 18:
      if (is(text, start, "proxy-authenticate")) return HOP;
      break;
    case 19:
      if (is(text, start, "proxy-authorization")) return HOP;
      break;
  }
  return end - start >= 12 && is(text, start, "x-forwarded-") ? FORWARDED : OTHER;
}

/** Rare, so that it may cost a copy: `Content_Length` and its like. */
function underscoredKind(lowerCaseName: string): number {
  const hyphened = lowerCaseName.replaceAll("_", "-");
  if (isForwardedField(hyphened)) return FORWARDED;
  return isConnectionField(hyphened) ? LOOKALIKE : UNDERSCORED;
}

/** Whether the text has this name at a place, whatever its case. Only letters, digits and `-` may stand in the name. */
function is(text: string, start: number, lowerCaseName: string): boolean {
  for (let index = 0; index < lowerCaseName.length; index++) {
    // No character of a token but the two cases of a letter come together by this bit.
    if ((text.charCodeAt(start + index) | 0x20) !== lowerCaseName.charCodeAt(index)) return false;
  }
  return true;
}
