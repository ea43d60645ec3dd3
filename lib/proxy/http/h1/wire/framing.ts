import type { HeadFault } from "./head-parser";

/** Digits of a length: as many as a number holds exactly. */
const LENGTH_DIGITS = 15;
/** Registered with IANA; what the proxy could not undo. */
const KNOWN_CODINGS: ReadonlySet<string> = new Set(["compress", "deflate", "gzip", "x-compress", "x-gzip"]);

export const BAD_LENGTH = -1;
export const LARGE_LENGTH = -2;

/** Reads a Content-Length: digits alone (RFC 9110 section 8.6). @returns the length, or why there is none, below 0 */
export function parseLength(text: string): number {
  if (text === "") return BAD_LENGTH;
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return BAD_LENGTH;
    length = 10 * length + digit;
  }
  return text.length > LENGTH_DIGITS ? LARGE_LENGTH : length;
}

/**
 * Says why a request's Transfer-Encoding cannot be taken: it must be `chunked`, once and alone (RFC 9112 section 6.1).
 *
 * @param value several fields joined by commas
 */
export function transferEncodingFault(value: string): HeadFault | undefined {
  if (isChunked(value)) return undefined;
  const codings = value.toLowerCase().split(",");
  const last = codings.pop();
  // White space around commas would be allowed; it is also how two readers come to disagree.
  if (last?.trimStart() === "chunked" && codings.every((coding) => KNOWN_CODINGS.has(coding.trim()))) {
    return { status: 501, reason: "a Transfer-Encoding other than chunked is not supported" };
  }
  return { status: 400, reason: "the Transfer-Encoding is not chunked, once and last" };
}

export function isChunked(value: string): boolean {
  return value === "chunked" || value.toLowerCase() === "chunked";
}
