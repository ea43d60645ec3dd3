import type { IncomingMessage } from "node:http";
import { isRefusal, type ParsedTarget, parseTarget, type RouteRequest, refuseMethod } from "../../../routing";
import { isPlainTransferEncoding, type RequestFields, readRequestFields } from "../message-fields";
import type { HttpLimits } from "./limits";

/** A request that is answered before any route is looked at. */
export interface HeadRefusal {
  readonly status: number;
  readonly reason: string;
}

/** A request's head, read and found to be in order. */
export class RequestHead implements RouteRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: string;

  constructor(
    private readonly message: IncomingMessage,
    readonly target: ParsedTarget,
    readonly fields: RequestFields,
    readonly sourceAddress: string,
  ) {
    this.method = message.method ?? "GET";
    this.hostname = target.hostname;
    this.path = target.path;
    this.query = target.query;
  }

  header(lowerCaseName: string): string | undefined {
    if (lowerCaseName === "host") return this.target.host;
    const value = this.message.headers[lowerCaseName];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  get hasBody(): boolean {
    const { contentLength, transferEncoding } = this.fields;
    return transferEncoding !== undefined || (contentLength !== undefined && Number(contentLength) > 0);
  }

  /** The protocols that the client asks to change to; `undefined` where it asks for none. */
  get upgrade(): string | undefined {
    return this.message.headers.upgrade;
  }
}

/** Reads a request's head, or says why it is refused. */
export function readRequestHead(message: IncomingMessage, limits: HttpLimits): RequestHead | HeadRefusal {
  const { method = "GET", url = "", rawHeaders, httpVersion } = message;
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return refusal(505, `HTTP/${httpVersion} is not spoken here`);
  if (url.length > limits.target) return refusal(414, `the target is longer than ${limits.target} bytes`);
  if (rawHeaders.length > 2 * limits.fieldCount) {
    return refusal(431, `the request has more than ${limits.fieldCount} fields`);
  }
  const refusedMethod = refuseMethod(method);
  if (refusedMethod !== undefined) return refusal(refusedMethod.status, refusedMethod.reason);
  const fields = readRequestFields(rawHeaders);
  if (fields.hosts > 1) return refusal(400, "the request has more than one Host");
  if (!isPlainTransferEncoding(fields.transferEncoding)) {
    return refusal(501, "a Transfer-Encoding other than chunked is not supported");
  }
  if (fields.transferEncoding !== undefined && httpVersion === "1.0") {
    return refusal(400, "HTTP/1.0 has no Transfer-Encoding");
  }
  if (fields.hosts === 0) return refusal(400, "the request has no Host");
  const target = parseTarget(url, fields.host);
  if (isRefusal(target)) return refusal(target.status, target.reason);
  return new RequestHead(message, target, fields, peerAddress(message.socket.remoteAddress));
}

/** An IPv4 client of a socket that takes both versions is named by its IPv4 address. */
export function peerAddress(address: string | undefined): string {
  if (address === undefined) return "";
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}

function refusal(status: number, reason: string): HeadRefusal {
  return { status, reason };
}
