import { connectionOptions, isConnectionField } from "./connection-fields";
import { removeFields } from "./fields";
import { isForwardedField } from "./forwarded-fields";

/** What the proxy itself needs of a request's fields, and those to send on. */
export interface RequestFields {
  /** Names and values in turn, without those of the connection and those that the proxy writes itself. */
  readonly sentOn: string[];
  /** How often Host was given. */
  readonly hosts: number;
  readonly host: string | undefined;
  readonly contentLength: string | undefined;
  /** As given; several are joined. */
  readonly transferEncoding: string | undefined;
  /** The client accepts trailer fields. */
  readonly trailersWelcome: boolean;
}

/** Reads a request's fields once. */
export function readRequestFields(fields: readonly string[]): RequestFields {
  const sentOn: string[] = [];
  let hosts = 0;
  let host: string | undefined;
  let contentLength: string | undefined;
  let transferEncoding: string | undefined;
  let trailersWelcome = false;
  let named: string | undefined;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    const value = fields[index + 1] ?? "";
    const lower = name.toLowerCase();
    if (!isConnectionField(lower)) {
      if (!isForwardedField(lower)) sentOn.push(name, value);
    } else if (lower === "host") {
      hosts += 1;
      host ??= value;
    } else if (lower === "connection") named = joined(named, value);
    else if (lower === "content-length") contentLength = value;
    else if (lower === "transfer-encoding") transferEncoding = joined(transferEncoding, value);
    else if (lower === "te") trailersWelcome = /(?:^|,)\s*trailers\s*(?:[;,]|$)/i.test(value);
  }
  if (named !== undefined) removeNamed(sentOn, named);
  return { sentOn, hosts, host, contentLength, transferEncoding, trailersWelcome };
}

/** A response's fields to send on, and what its framing says. */
export interface ResponseFields {
  readonly sentOn: string[];
  readonly transferEncoding: string | undefined;
}

/** Reads a response's fields once. With 1xx and 204 there is no length to send (RFC 9110 section 8.6). */
export function readResponseFields(fields: readonly string[], status: number): ResponseFields {
  const lengthAllowed = status >= 200 && status !== 204;
  const sentOn: string[] = [];
  let transferEncoding: string | undefined;
  let named: string | undefined;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    const value = fields[index + 1] ?? "";
    const lower = name.toLowerCase();
    // The length is the same on either side, and with HEAD or 304 there is no body to count.
    if (!isConnectionField(lower) || (lower === "content-length" && lengthAllowed)) sentOn.push(name, value);
    else if (lower === "connection") named = joined(named, value);
    else if (lower === "transfer-encoding") transferEncoding = joined(transferEncoding, value);
  }
  if (named !== undefined) removeNamed(sentOn, named);
  return { sentOn, transferEncoding };
}

/** Whether a Transfer-Encoding is one that the proxy can undo and do again: none, or `chunked` alone. */
export function isPlainTransferEncoding(value: string | undefined): boolean {
  return value === undefined || value.trim().toLowerCase() === "chunked";
}

/** Takes away what a Connection field names, but for the options that name no field. */
function removeNamed(fields: string[], connection: string): void {
  const names = connectionOptions(connection).filter((option) => option !== "close" && option !== "keep-alive");
  if (names.length > 0) removeFields(fields, new Set(names));
}

function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}
