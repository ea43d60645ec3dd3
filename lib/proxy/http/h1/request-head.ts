import {
  isRefusal,
  normalizeHost,
  type ParsedTarget,
  parseTarget,
  queryParameter,
  type RouteRequest,
  refuseMethod,
} from "../../../routing";
import type { HttpPolicy, RequestAttribute } from "../../engine";
import { cookieValue } from "../cookie-value";
import { offeredProtocols } from "./upgrade";
import {
  EXPECT,
  HOST,
  LEFT_OUT_OF_REQUESTS,
  LOOKALIKE,
  TE,
  TRANSFER_ENCODING,
  UNDERSCORED,
  UPGRADE,
} from "./wire/field-kind";
import { contentLength, has, NO_LENGTH, takeConnectionOptions, valueOfKind, valueOfName } from "./wire/field-section";
import { LARGE_LENGTH, transferEncodingFault } from "./wire/framing";
import type { HeadFault } from "./wire/head-parser";
import type { RequestParser } from "./wire/request-parser";

const WITH_UNDERSCORE = (1 << UNDERSCORED) | (1 << LOOKALIKE);

/** How a request came. */
export interface RequestOrigin {
  /** The client's address; behind proxies that are believed, what they say. */
  readonly sourceAddress: string;
  /** Stands in for the Host of HTTP/1.0, which may lack it: the listener's own address and port. */
  readonly ownAuthority: string;
  readonly underscores: HttpPolicy["underscores"];
}

/** A request's head, found to be in order. */
export class RequestHead implements RouteRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: string;
  /** Bytes of the body; {@link NO_LENGTH} where it is not said beforehand. */
  readonly length: number;
  readonly chunked: boolean;
  /** Whether the client takes another response on this connection. */
  readonly persistent: boolean;
  /** It waits for 100 (Continue) before it sends its body. */
  readonly expectsContinue: boolean;
  readonly trailersWelcome: boolean;
  /** The protocols that the client asks to change to, but for HTTP/2; `undefined` where it asks for none. */
  readonly upgrade: string | undefined;
  /** The kinds of fields that are not sent on, a bit each. */
  readonly leftOut: number;

  constructor(
    readonly message: RequestParser,
    readonly target: ParsedTarget,
    readonly sourceAddress: string,
    length: number,
    chunked: boolean,
    dropsUnderscored: boolean,
  ) {
    const { minor } = message;
    this.method = message.method;
    this.hostname = target.hostname;
    this.path = target.path;
    this.query = target.query;
    this.length = length;
    this.chunked = chunked;
    this.leftOut = dropsUnderscored ? LEFT_OUT_OF_REQUESTS | (1 << UNDERSCORED) : LEFT_OUT_OF_REQUESTS;
    const { close, keepAlive, upgrade } = takeConnectionOptions(message);
    // Where a change of protocol is not taken up, what follows may be of the other protocol all the same.
    const mayChange = upgrade && minor === 1 && has(message, UPGRADE);
    this.persistent = (minor === 1 || keepAlive) && !close && !mayChange;
    // An HTTP/1.0 client knows neither (RFC 9110 sections 7.8 and 10.1.1).
    this.expectsContinue = minor === 1 && this.hasBody && has(message, EXPECT);
    this.upgrade = mayChange ? offeredProtocols(valueOfKind(message, UPGRADE)) : undefined;
    this.trailersWelcome = has(message, TE) && /(?:^|,)\s*trailers\s*(?:[;,]|$)/i.test(valueOfKind(message, TE) ?? "");
  }

  get hasBody(): boolean {
    return this.chunked || this.length > 0;
  }

  /** A part of the request by which instances are chosen. */
  attribute(kind: RequestAttribute, name: string): string | undefined {
    switch (kind) {
      case "header":
        return this.header(name);
      case "cookie":
        return cookieValue(this.header("cookie"), name);
      case "query":
        return queryParameter(this.query, name);
      case "path":
        return this.path;
    }
  }

  header(lowerCaseName: string): string | undefined {
    return lowerCaseName === "host" ? this.target.host : valueOfName(this.message, lowerCaseName);
  }
}

/** Reads a complete head, or says why the request is refused. */
export function readRequestHead(message: RequestParser, origin: RequestOrigin): RequestHead | HeadFault {
  const refusedMethod = refuseMethod(message.method);
  if (refusedMethod !== undefined) return refusedMethod;
  const host = valueOfHost(message, origin);
  if (typeof host !== "string") return host;
  const length = contentLength(message);
  const chunked = has(message, TRANSFER_ENCODING);
  const fault = framingFault(message, length, chunked);
  if (fault !== undefined) return fault;
  if (has(message, EXPECT) && valueOfKind(message, EXPECT)?.toLowerCase() !== "100-continue" && message.minor === 1) {
    return { status: 417, reason: "the expectation is not known" };
  }
  const target = parseTarget(message.target, host);
  if (isRefusal(target)) return target;
  // The authority of an absolute target takes its place: it must be valid all the same (RFC 9112 section 3.2).
  const own = isAbsolute(message) ? normalizeHost(host) : undefined;
  if (own !== undefined && isRefusal(own)) return own;
  if (origin.underscores === "refuse" && (message.kindsSeen & WITH_UNDERSCORE) !== 0) {
    return { status: 400, reason: "the name of a field holds an underscore" };
  }
  // Where they are refused there are none, but perhaps after the body.
  const dropsUnderscored = origin.underscores !== "keep";
  const head = new RequestHead(message, target, origin.sourceAddress, length, chunked, dropsUnderscored);
  if (head.upgrade !== undefined && head.hasBody) {
    return { status: 400, reason: "a request that changes the protocol cannot have a body" };
  }
  return head;
}

function isAbsolute({ target }: RequestParser): boolean {
  return target.charCodeAt(0) !== 0x2f;
}

function valueOfHost(message: RequestParser, origin: RequestOrigin): string | HeadFault {
  if (!has(message, HOST)) {
    return message.minor === 0 ? origin.ownAuthority : { status: 400, reason: "the request has no Host" };
  }
  let host: string | undefined;
  for (let index = 0; index < message.fieldCount; index++) {
    if (message.kinds[index] !== HOST) continue;
    if (host !== undefined) return { status: 400, reason: "the request has more than one Host" };
    host = message.text.slice(message.marks[4 * index + 2], message.marks[4 * index + 3]);
  }
  return host ?? "";
}

function framingFault(message: RequestParser, length: number, chunked: boolean): HeadFault | undefined {
  if (chunked) {
    if (message.minor === 0) return { status: 400, reason: "HTTP/1.0 has no Transfer-Encoding" };
    if (length !== NO_LENGTH) {
      return { status: 400, reason: "the request has both a Content-Length and a Transfer-Encoding" };
    }
    return transferEncodingFault(valueOfKind(message, TRANSFER_ENCODING) ?? "");
  }
  if (length >= 0 || length === NO_LENGTH) return undefined;
  if (length === LARGE_LENGTH) return { status: 413, reason: "the Content-Length is beyond all bounds" };
  return { status: 400, reason: "the Content-Length is not one number" };
}
