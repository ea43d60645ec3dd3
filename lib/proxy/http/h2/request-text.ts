import { randomBytes } from "node:crypto";
import { isFieldText, isTargetText, isToken } from "../h1/wire/characters";
import type { IncomingFraming } from "./message-stream";

/** A request of HTTP/2 as the head of one of HTTP/1.1. */
export interface RequestText {
  readonly method: string;
  readonly head: string;
  readonly framing: IncomingFraming;
  /** It asks for a WebSocket (RFC 8441). */
  readonly webSocket: boolean;
}

/**
 * Writes a request of HTTP/2 as one of HTTP/1.1.
 *
 * @param raw names and values in turn, pseudo-header fields among them
 * @param endsAtOnce whether no body follows
 * @returns `undefined` where the request is malformed (RFC 9113 section 8.1.1)
 */
export function requestText(raw: readonly string[], endsAtOnce: boolean): RequestText | undefined {
  const pseudo = new Map<string, string>();
  const hosts = new Set<string>();
  let lines = "";
  let cookies = "";
  let length: string | undefined;
  let trailersWelcome = false;
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const value = raw[index + 1] ?? "";
    if (name.startsWith(":")) {
      if (pseudo.has(name) || !PSEUDO.has(name)) return undefined;
      pseudo.set(name, value);
      continue;
    }
    if (!isToken(name) || !isFieldText(value) || NOT_OF_HTTP2.has(name)) return undefined;
    if (name === "host") hosts.add(value);
    else if (name === "cookie") cookies = cookies === "" ? value : `${cookies}; ${value}`;
    else if (name === "te") trailersWelcome = value === "trailers";
    else if (name === "content-length") {
      if (length !== undefined && length !== value) return undefined;
      length = value;
    } else if (name !== "sec-websocket-key" || !pseudo.has(":protocol")) lines += `${name}: ${value}\r\n`;
  }
  const authority = pseudo.get(":authority");
  // A Host that disagrees makes two of it, and one too many.
  if (authority !== undefined) hosts.add(authority);
  let hostLines = "";
  for (const host of hosts) {
    if (!isFieldText(host)) return undefined;
    hostLines += `Host: ${host}\r\n`;
  }
  if (cookies !== "") lines += `Cookie: ${cookies}\r\n`;
  const method = pseudo.get(":method") ?? "";
  const webSocket = method === "CONNECT" && pseudo.get(":protocol") === "websocket";
  const target = method === "CONNECT" && !webSocket ? (authority ?? "") : (pseudo.get(":path") ?? "");
  const rooted = target.startsWith("/") || target === "*" || (method === "CONNECT" && !webSocket);
  if (!isToken(method) || !rooted || !isTargetText(target)) return undefined;
  if (webSocket) {
    const upgrade = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n`;
    const head = `GET ${target} HTTP/1.1\r\n${hostLines}${upgrade}${lines}\r\n`;
    return { method: "GET", head, framing: { body: "open" }, webSocket };
  }
  const te = trailersWelcome ? "TE: trailers\r\nConnection: close, TE\r\n" : "Connection: close\r\n";
  const { framing, line } = framingOf(length, endsAtOnce);
  return { method, head: `${method} ${target} HTTP/1.1\r\n${hostLines}${te}${line}${lines}\r\n`, framing, webSocket };
}

const PSEUDO: ReadonlySet<string> = new Set([":method", ":scheme", ":authority", ":path", ":protocol"]);

/** Fields of the connection, which a request of HTTP/2 must not have (RFC 9113 section 8.2.2). */
const NOT_OF_HTTP2: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

function framingOf(length: string | undefined, endsAtOnce: boolean): { framing: IncomingFraming; line: string } {
  // What is no number is refused by the reader of the head.
  if (length !== undefined) {
    const body = Number(length);
    return {
      framing: body > 0 ? { body: "length", length: body } : { body: "none" },
      line: `Content-Length: ${length}\r\n`,
    };
  }
  if (endsAtOnce) return { framing: { body: "none" }, line: "" };
  return { framing: { body: "chunked" }, line: "Transfer-Encoding: chunked\r\n" };
}
