import type { AcceptedReading } from "./support/our-reading";

/** A way in which the proxy and `node:http` differ on a request. */
export interface Difference {
  readonly what: string;
  /** Of the reason that the one gives who refuses: the proxy's, or llhttp's code. */
  readonly reason: RegExp;
  readonly why: string;
  /** What else must hold of it, as the proxy has read it. */
  readonly where?: (accepted: AcceptedReading) => boolean;
}

/** The proxy refuses what llhttp lets through: its server, or whoever uses it, is left to look. */
export const REFUSED_BY_PORTICO_ALONE: readonly Difference[] = [
  {
    what: "an escape that is none, %00, or a path that climbs above its root",
    reason: /^the path (?:holds|climbs)/,
    why: "what is matched is what is sent on, so that the path is normalized, and what has no normal form is refused",
  },
  {
    what: "a target that is not a path or an absolute URI",
    reason: /^the target does not start with|^the target holds/,
    why: "nothing can be routed by it",
  },
  {
    what: "a query with characters that must be encoded",
    reason: /^the query holds/,
    why: "two readers could end the target at different places",
  },
  {
    what: "bare line feeds, bare carriage returns, or more than two empty lines before the request",
    reason: /^a line before the request|^the method is followed by a bare/,
    why: "CRLF alone ends a line; llhttp passes over any number of either",
  },
  { what: "no Host, or several", reason: /^the request has (?:no|more than one) Host/, why: "RFC 9112 section 3.2" },
  { what: "a Host that is no host", reason: /^the (?:port in the )?Host /, why: "RFC 9112 section 3.2" },
  { what: "an expectation that is not 100-continue, once", reason: /^the expectation/, why: "RFC 9110 section 10.1.1" },
  {
    what: "a body before a change of protocol",
    reason: /^a request that changes the protocol/,
    why: "where it ends and the other protocol begins could be read in two ways",
  },
  {
    what: "another version than 1.1 and 1.0, or none",
    reason: /^HTTP\/.* is not spoken here|names no version/,
    why: "505: it would be passed on as HTTP/1.1, which it is not",
  },
  {
    what: "a Transfer-Encoding that is more than chunked",
    reason: /Transfer-Encoding/,
    why: "the proxy frames anew what it sends on, and undoes no other coding; HTTP/1.0 has none",
  },
  { what: "TRACE and CONNECT", reason: /is not passed on$/, why: "RFC 9110 sections 9.3.6 and 9.3.8" },
  {
    what: "an odd space in the request line",
    reason: /^the method is followed by the character|^the request line|^the target/,
    why: "one space alone stands between the parts of the line (RFC 9112 section 3)",
  },
  { what: "a length of more than 15 digits", reason: /^the Content-Length is beyond/, why: "413: no number holds it" },
  {
    what: "chunk sizes of more than 13 digits",
    reason: /^the size of a chunk is too large/,
    why: "no number holds them exactly; leading zeros are no exception",
  },
  {
    what: "white space after the last field of a head that is folded",
    reason: /^a field is folded|^there is white space/,
    why: "folded lines are refused wherever they stand (RFC 9112 section 5.2)",
  },
];

function isPlainFraming(name: string, value: string): boolean {
  return !FRAMING.test(name) || /^(?:\d+|chunked)$/i.test(value);
}

const FRAMING = /^(?:content-length|transfer-encoding)$/i;

/** llhttp refuses what the proxy accepts. What is accepted must mean the same to everybody that it is sent on to. */
export const REFUSED_BY_LLHTTP_ALONE: readonly Difference[] = [
  {
    what: "equal lengths given twice",
    reason: /^HPE_UNEXPECTED_CONTENT_LENGTH/,
    why: "they are folded into one (RFC 9110 section 8.6), and one alone is sent on",
  },
  {
    what: "a tab behind a length or a coding",
    reason: /^HPE_INVALID_CONTENT_LENGTH|^HPE_INVALID_TRANSFER_ENCODING/,
    why: "white space around a value is none of it (RFC 9110 section 5.5), and both are sent on without it",
    where: ({ fields }) => fields.every((name, at) => at % 2 === 1 || isPlainFraming(name, fields[at + 1] ?? "")),
  },
  {
    what: "framing fields among trailers",
    reason: /^HPE_UNEXPECTED_CONTENT_LENGTH/,
    why: "the body has ended before them (RFC 9110 section 6.5.1): they are read as any other, and never sent on",
    where: ({ trailers }) => trailers.some((name, at) => at % 2 === 0 && FRAMING.test(name)),
  },
  {
    what: "a chunk's extension that is not a list of tokens",
    reason: /^HPE_STRICT|^HPE_INVALID_CHUNK_SIZE/,
    why: "extensions are read up to their CRLF, bounded, and dropped",
  },
  {
    what: "a target with characters that URIs do not have",
    reason: /^HPE_INVALID_URL/,
    why: "of queries the proxy refuses less: what browsers send",
  },
  {
    what: "a method in the middle of a token",
    reason: /^HPE_INVALID_METHOD/,
    why: "llhttp knows a method by its first letters; the proxy reads the whole token first",
  },
];
