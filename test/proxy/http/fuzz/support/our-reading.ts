import { DEFAULT_LIMITS } from "../../../../../lib/proxy/http";
import { plainHead } from "../../../../../lib/proxy/http/h1/outgoing-head";
import { RequestHead, readRequestHead } from "../../../../../lib/proxy/http/h1/request-head";
import { ChunkedDecoder } from "../../../../../lib/proxy/http/h1/wire/chunked-decoder";
import { fieldName, fieldValue } from "../../../../../lib/proxy/http/h1/wire/field-section";
import { RequestParser } from "../../../../../lib/proxy/http/h1/wire/request-parser";

/** What the proxy makes of the first request in some bytes. */
export type Reading =
  | { readonly verdict: "incomplete" }
  | { readonly verdict: "refused"; readonly status: number; readonly reason: string }
  | {
      readonly verdict: "accepted";
      readonly method: string;
      /** The second figure of its version of HTTP. */
      readonly minor: number;
      readonly target: string;
      readonly host: string;
      readonly fields: readonly string[];
      readonly body: string;
      readonly trailers: readonly string[];
      /** What is left for the next request. */
      readonly rest: string;
      /** Whether there may be a next one. */
      readonly persistent: boolean;
      /** The protocols that a service may change to; `undefined` where it is not asked to. */
      readonly protocols: string | undefined;
      /** What a service would be sent. */
      readonly sentOn: string;
    };

export type AcceptedReading = Extract<Reading, { readonly verdict: "accepted" }>;

const SOURCE = "192.0.2.1";
const OWN_AUTHORITY = "127.0.0.1:80";
const FORWARDED = "X-Forwarded-For: 192.0.2.1\r\n";

/**
 * Reads the first request, with the bytes cut into pieces.
 *
 * @param ownAuthority stands in for the Host of HTTP/1.0, which may lack it
 */
export function readInPieces(pieces: readonly Buffer[], ownAuthority: string = OWN_AUTHORITY): Reading {
  const parser = new RequestParser(DEFAULT_LIMITS);
  let index = 0;
  let start = 0;
  for (; index < pieces.length; index++) {
    const piece = pieces[index] ?? Buffer.alloc(0);
    start = parser.read(piece, 0, piece.length);
    if (parser.fault !== undefined) return { verdict: "refused", ...parser.fault };
    if (parser.complete) break;
  }
  if (!parser.complete) return { verdict: "incomplete" };
  const head = readRequestHead(parser, { sourceAddress: SOURCE, ownAuthority, underscores: "keep" });
  if (!(head instanceof RequestHead)) return { verdict: "refused", status: head.status, reason: head.reason };
  const left = [(pieces[index] ?? Buffer.alloc(0)).subarray(start), ...pieces.slice(index + 1)];
  return head.chunked ? readChunked(head, left) : readSized(head, left);
}

export function readWhole(bytes: Buffer, ownAuthority?: string): Reading {
  return readInPieces([bytes], ownAuthority);
}

function readSized(head: RequestHead, pieces: readonly Buffer[]): Reading {
  const bytes = Buffer.concat(pieces).toString("latin1");
  const length = Math.max(head.length, 0);
  if (bytes.length < length) return { verdict: "incomplete" };
  return accepted(head, bytes.slice(0, length), bytes.slice(length), [], bytes.slice(0, length));
}

function readChunked(head: RequestHead, pieces: readonly Buffer[]): Reading {
  const decoder = new ChunkedDecoder(DEFAULT_LIMITS);
  let body = "";
  const sink = {
    bodyBytes(buffer: Buffer, start: number, end: number): void {
      body += buffer.toString("latin1", start, end);
    },
  };
  for (const [index, piece] of pieces.entries()) {
    const end = decoder.read(piece, 0, piece.length, sink);
    if (decoder.fault !== undefined) return { verdict: "refused", ...decoder.fault };
    if (!decoder.done) continue;
    const rest = Buffer.concat([piece.subarray(end), ...pieces.slice(index + 1)]).toString("latin1");
    const { trailers } = decoder;
    const lines = Array.from({ length: trailers.fieldCount }, (_, at) => [
      fieldName(trailers, at),
      fieldValue(trailers, at),
    ]);
    const framed = body === "" ? "0\r\n\r\n" : `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    return accepted(head, body, rest, lines.flat(), framed);
  }
  return { verdict: "incomplete" };
}

function accepted(
  head: RequestHead,
  body: string,
  rest: string,
  trailers: readonly string[],
  framedBody: string,
): Reading {
  const { message, target } = head;
  const fields = Array.from({ length: message.fieldCount }, (_, at) => [
    fieldName(message, at),
    fieldValue(message, at),
  ]);
  return {
    verdict: "accepted",
    method: head.method,
    minor: message.minor,
    target: target.path + target.search,
    host: target.host,
    fields: fields.flat(),
    body,
    trailers,
    rest,
    persistent: head.persistent,
    protocols: head.upgrade,
    sentOn: plainHead(head, FORWARDED) + framedBody,
  };
}
