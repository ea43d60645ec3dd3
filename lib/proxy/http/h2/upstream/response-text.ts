import { isGrpc } from "../../grpc";
import { isFieldText, isToken } from "../../h1/wire/characters";
import type { IncomingFraming } from "../message-stream";

/** A response of HTTP/2 as one of HTTP/1.1. */
export interface ResponseText {
  /** The head; and the body's end, where there is no body. */
  readonly text: string;
  readonly framing: IncomingFraming;
}

const NONE: IncomingFraming = { body: "none" };

/**
 * Writes a final response of HTTP/2 as one of HTTP/1.1.
 *
 * @param raw names and values in turn, `:status` among them
 * @param method the request's
 * @param endsAtOnce whether no body follows
 * @returns `undefined` where it is malformed
 */
export function responseText(raw: readonly string[], method: string, endsAtOnce: boolean): ResponseText | undefined {
  const head = readHead(raw);
  if (head === undefined) return undefined;
  const { status, lines, length, contentType } = head;
  const opening = `HTTP/1.1 ${status} \r\n${lines}Connection: close\r\n`;
  const sized = length === undefined ? "" : `Content-Length: ${length}\r\n`;
  if (method === "HEAD" || status === "204" || status === "304")
    return { text: `${opening}${sized}\r\n`, framing: NONE };
  // A response of gRPC has trailers, which HTTP/1.1 has after chunks alone.
  if (length !== undefined && !isGrpc(contentType)) {
    return { text: `${opening}${sized}\r\n`, framing: { body: "length", length: Number(length) } };
  }
  const chunked = `${opening}Transfer-Encoding: chunked\r\n\r\n`;
  if (endsAtOnce) return { text: `${chunked}0\r\n\r\n`, framing: NONE };
  return { text: chunked, framing: { body: "chunked" } };
}

/** The same of an interim response: 100 or 103. */
export function informationText(raw: readonly string[]): string {
  const head = readHead(raw);
  return head === undefined ? "" : `HTTP/1.1 ${head.status} \r\n${head.lines}\r\n`;
}

interface Head {
  readonly status: string;
  readonly lines: string;
  readonly length: string | undefined;
  readonly contentType: string | undefined;
}

function readHead(raw: readonly string[]): Head | undefined {
  let lines = "";
  let status: string | undefined;
  let length: string | undefined;
  let contentType: string | undefined;
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const value = raw[index + 1] ?? "";
    if (name === ":status") {
      status = value;
      continue;
    }
    if (!isToken(name) || !isFieldText(value)) return undefined;
    if (name === "content-length") {
      length = value;
      continue;
    }
    if (name === "content-type") contentType = value;
    lines += `${name}: ${value}\r\n`;
  }
  return status === undefined ? undefined : { status, lines, length, contentType };
}
