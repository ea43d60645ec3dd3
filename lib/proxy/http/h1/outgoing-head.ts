import type { OutgoingRequest } from "../../engine";
import type { RequestHead } from "./request-head";
import { isFieldText, isTargetText, isToken } from "./wire/characters";
import { sentOnFields, sentOnLines } from "./wire/field-section";

/** Methods whose requests have no body unless they say so: a missing length needs no mention. */
const BODYLESS: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "OPTIONS"]);

/**
 * The head of a request that no filter changes: the client's own fields are copied in runs.
 *
 * @param forwarded the lines that tell of the client's origin
 */
export function plainHead(head: RequestHead, forwarded: string): string {
  const { method, target, message } = head;
  const kept = sentOnLines(message, head.leftOut);
  const { path, search, host } = target;
  return `${method} ${path}${search} HTTP/1.1\r\nHost: ${host}\r\n${kept}${forwarded}${connectionLines(head)}\r\n`;
}

/** What filters may change of a request, as it came. */
export function outgoingRequest(head: RequestHead): OutgoingRequest {
  const { host, path, search } = head.target;
  return { host, path: path + search, fields: sentOnFields(head.message, head.leftOut) };
}

/**
 * The head of a request that filters have changed.
 *
 * @throws SyntaxError where they have made what cannot be sent
 */
export function filteredHead(head: RequestHead, outgoing: OutgoingRequest): string {
  return `${openingLines(head.method, outgoing)}${connectionLines(head)}\r\n`;
}

/** The head of a copy, whose body is at hand. */
export function copyHead(method: string, outgoing: OutgoingRequest, bodyLength: number): string {
  const length = bodyLength === 0 && BODYLESS.has(method) ? "" : `Content-Length: ${bodyLength}\r\n`;
  return `${openingLines(method, outgoing)}${length}\r\n`;
}

function openingLines(method: string, { path, host, fields }: OutgoingRequest): string {
  if (!isTargetText(path)) throw new SyntaxError("a filter has made a path that cannot be sent");
  if (!isFieldText(host)) throw new SyntaxError("a filter has made a Host that cannot be sent");
  return `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${fieldLines(fields)}`;
}

/**
 * Fields as lines.
 *
 * @param fields names and values in turn
 * @throws SyntaxError where one cannot be sent
 */
export function fieldLines(fields: readonly string[]): string {
  let lines = "";
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    const value = fields[index + 1] ?? "";
    if (!isToken(name)) throw new SyntaxError(`${JSON.stringify(name)} is no name for a field`);
    if (!isFieldText(value)) throw new SyntaxError(`the value of the field ${name} holds what cannot be sent`);
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

/** Framing and connection fields, written from what was understood. */
function connectionLines(head: RequestHead): string {
  let lines = "";
  if (head.upgrade !== undefined) lines = `Connection: Upgrade\r\nUpgrade: ${head.upgrade}\r\n`;
  else if (head.trailersWelcome) lines = "TE: trailers\r\nConnection: TE\r\n";
  if (head.chunked) lines += "Transfer-Encoding: chunked\r\n";
  else if (head.length >= 0) lines += `Content-Length: ${head.length}\r\n`;
  else if (!BODYLESS.has(head.method)) lines += "Content-Length: 0\r\n";
  if (head.expectsContinue) lines += "Expect: 100-continue\r\n";
  return lines;
}
