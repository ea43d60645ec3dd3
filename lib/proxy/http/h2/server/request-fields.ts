import { randomBytes } from "node:crypto";
import { isFieldText, isTargetText, isToken } from "../../h1/wire/characters";
import { CONNECTION, CONTENT_LENGTH, HOP, HOST, OTHER, TE, TRANSFER_ENCODING, UPGRADE } from "../../h1/wire/field-kind";
import { BAD_LENGTH, parseLength } from "../../h1/wire/framing";
import type { HeadFault } from "../../h1/wire/head-parser";
import type { RequestParser } from "../../h1/wire/request-parser";
import { DEFAULT_LIMITS, type HttpLimits } from "../../limits";
import { checkedKind, listedSize, MALFORMED, MOST_HEADS } from "../field-text";
import type { FieldTaker } from "../hpack";
import { markNeverIndexed } from "../never-indexed";

/** Pseudo-header fields, a bit each. */
const PSEUDO: ReadonlyMap<string, number> = new Map([
  [":method", 1],
  [":scheme", 2],
  [":authority", 4],
  [":path", 8],
  [":protocol", 16],
]);
const METHOD = 1;
const SCHEME = 2;
const AUTHORITY = 4;
const PATH = 8;
const PROTOCOL = 16;
const COLON = 0x3a;

const TOO_LARGE: HeadFault = { status: 431, reason: "the request's fields are too large" };

/** The body is as long as it comes. */
export const UNSIZED = -1;

/**
 * Makes a request of the fields of a block, as if it had come in HTTP/1.1: there it is read by the same rules. One
 * reader serves all connections of a listener, since a block is read at one go.
 */
export class RequestFields {
  /** It asks for a WebSocket (RFC 8441). */
  webSocket = false;
  /** Bytes of the body; {@link UNSIZED} where they were not said. */
  length = UNSIZED;
  /** Why the request, which is none the worse for it, is refused. */
  fault: HeadFault | undefined;

  private limits: HttpLimits = DEFAULT_LIMITS;
  private message: RequestParser | undefined;
  private malformed: string | undefined;
  /** Bytes of fields that are still looked at. */
  private room = 0;
  private seen = 0;
  private regular = false;
  private method = "";
  private scheme = "";
  private authority = "";
  private path = "";
  private protocol = "";
  private host: string | undefined;
  private otherHost: string | undefined;
  private cookies = "";
  private trailersWelcome = false;

  /** Begins to fill a message. */
  begin(message: RequestParser, limits: HttpLimits): void {
    this.limits = limits;
    this.message = message;
    message.openFields();
    this.webSocket = false;
    this.length = UNSIZED;
    this.fault = undefined;
    this.malformed = undefined;
    this.room = MOST_HEADS * limits.head;
    this.seen = 0;
    this.regular = false;
    this.method = "";
    this.scheme = "";
    this.authority = "";
    this.path = "";
    this.protocol = "";
    this.host = undefined;
    this.otherHost = undefined;
    this.cookies = "";
    this.trailersWelcome = false;
  }

  readonly take: FieldTaker = (name, value, neverIndexed) => {
    if (this.malformed !== undefined || this.room < 0) return;
    if (neverIndexed && this.message !== undefined) markNeverIndexed(this.message, name);
    // A byte may name a field of thousands: what is too large is not read on.
    this.room -= listedSize(name, value);
    if (this.room < 0) this.fault = TOO_LARGE;
    else if (name.charCodeAt(0) === COLON) this.takePseudo(name, value);
    else this.takeField(name, value);
  };

  /**
   * All fields have come.
   *
   * @param endStream whether no body follows
   * @returns why the request is malformed (RFC 9113 section 8.1.1); `undefined` where it is in order
   */
  end(endStream: boolean): string | undefined {
    const { message } = this;
    if (this.malformed !== undefined || message === undefined) return this.malformed;
    const target = this.target();
    if (target === undefined) return this.malformed;
    if (endStream && this.length > 0) return "a length without a body";
    message.method = this.webSocket ? "GET" : this.method;
    message.target = target;
    this.addHosts();
    if (this.cookies !== "") this.add("cookie", this.cookies, OTHER);
    if (this.webSocket) this.addUpgrade();
    else {
      if (this.trailersWelcome) this.add("te", "trailers", TE);
      if (this.length === UNSIZED && !endStream) this.add("transfer-encoding", "chunked", TRANSFER_ENCODING);
    }
    message.endFields();
    if (target.length > this.limits.target) {
      this.fault = { status: 414, reason: `the target is longer than ${this.limits.target} bytes` };
    }
    return undefined;
  }

  private takePseudo(name: string, value: string): void {
    const bit = PSEUDO.get(name) ?? 0;
    if (bit === 0) this.malformed = "a pseudo-header field that requests do not have";
    else if (this.regular) this.malformed = "a pseudo-header field after others";
    else if ((this.seen & bit) !== 0) this.malformed = "a pseudo-header field twice";
    this.seen |= bit;
    switch (bit) {
      case METHOD:
        this.method = value;
        break;
      case SCHEME:
        this.scheme = value;
        break;
      case AUTHORITY:
        this.authority = value;
        break;
      case PATH:
        this.path = value;
        break;
      case PROTOCOL:
        this.protocol = value;
    }
  }

  private takeField(name: string, value: string): void {
    this.regular = true;
    const kind = checkedKind(name, value);
    switch (kind) {
      case MALFORMED:
        this.malformed = "a field that is none of HTTP";
        break;
      case CONNECTION:
      case TRANSFER_ENCODING:
      case UPGRADE:
        this.malformed = "a field of the connection";
        break;
      case HOP:
        if (name === "keep-alive" || name === "proxy-connection") this.malformed = "a field of the connection";
        else this.add(name, value, kind);
        break;
      case HOST:
        if (this.host === undefined) this.host = value;
        else if (this.host !== value) this.otherHost = value;
        break;
      case TE:
        if (value.toLowerCase() === "trailers") this.trailersWelcome = true;
        else if (value !== "") this.malformed = "TE with more than trailers";
        break;
      case CONTENT_LENGTH:
        this.takeLength(name, value);
        break;
      case OTHER:
        if (name === "cookie") this.takeCookie(value);
        // The proxy makes one itself where the stream is a WebSocket; there it has no meaning.
        else if (name !== "sec-websocket-key" || (this.seen & PROTOCOL) === 0) this.add(name, value, kind);
        break;
      default:
        this.add(name, value, kind);
    }
  }

  /** Cookies may come one by one (RFC 9113 section 8.2.3). */
  private takeCookie(value: string): void {
    if (this.cookies.length + value.length > this.limits.head) this.fault = TOO_LARGE;
    else this.cookies = this.cookies === "" ? value : `${this.cookies}; ${value}`;
  }

  private takeLength(name: string, value: string): void {
    const length = parseLength(value);
    if (this.length !== UNSIZED || length === BAD_LENGTH) this.malformed = "the length is not one number";
    this.length = length < 0 ? Number.POSITIVE_INFINITY : length;
    this.add(name, value, CONTENT_LENGTH);
  }

  private add(name: string, value: string, kind: number): void {
    const { message, limits } = this;
    if (message === undefined || this.fault !== undefined) return;
    if (message.fieldCount === limits.fieldCount) {
      this.fault = { status: 431, reason: `there are more than ${limits.fieldCount} fields` };
    } else if (message.addedLength + name.length + value.length + 4 > limits.head) {
      this.fault = TOO_LARGE;
    } else {
      message.addField(name, value, kind);
    }
  }

  /** What HTTP/1.1 has in its request line. */
  private target(): string | undefined {
    const { method, scheme, authority, path, seen } = this;
    const connects = method === "CONNECT";
    const extended = connects && (seen & PROTOCOL) !== 0;
    if (!isToken(method)) return this.malform("there is no method");
    if (!isFieldText(authority)) return this.malform("the authority is none");
    if (!connects && (seen & PROTOCOL) !== 0) return this.malform("a protocol without CONNECT");
    if (connects && !extended) {
      // RFC 9113 section 8.5.
      if ((seen & (SCHEME | PATH)) !== 0 || !isTargetText(authority))
        return this.malform("CONNECT is not to an authority");
      return authority;
    }
    if (!isToken(scheme) || (extended && (seen & AUTHORITY) === 0))
      return this.malform("there is no scheme or authority");
    if (!(path.startsWith("/") || (path === "*" && method === "OPTIONS")) || !isTargetText(path)) {
      return this.malform("the path is none");
    }
    this.webSocket = extended && this.protocol === "websocket";
    return extended && !this.webSocket ? authority : path;
  }

  private malform(reason: string): undefined {
    this.malformed = reason;
    return undefined;
  }

  /** A Host that disagrees with the authority makes two of it, and one too many. */
  private addHosts(): void {
    const { host, otherHost, authority, seen } = this;
    const named = (seen & AUTHORITY) !== 0 ? authority : host;
    if (named !== undefined) this.add("host", named, HOST);
    const second = otherHost ?? (host !== named ? host : undefined);
    if (second !== undefined) this.add("host", second, HOST);
  }

  private addUpgrade(): void {
    this.add("connection", "Upgrade", CONNECTION);
    this.add("upgrade", "websocket", UPGRADE);
    this.add("sec-websocket-key", randomBytes(16).toString("base64"), OTHER);
  }
}
