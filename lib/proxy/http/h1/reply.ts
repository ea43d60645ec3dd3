import { STATUS_CODES } from "node:http";
import type { Answer, BodyStageFactory } from "../../engine";
import { fieldValue } from "../fields";
import { httpDate } from "./http-date";
import { fieldLines } from "./outgoing-head";
import type { ResponseFraming } from "./response-head";
import type { SocketWriter } from "./socket-writer";
import { DATE, LEFT_OUT_OF_RESPONSES, LEFT_OUT_OF_UNSIZED_RESPONSES } from "./wire/field-kind";
import { has, sentOnFields, sentOnLines } from "./wire/field-section";
import type { ResponseParser } from "./wire/response-parser";

/** What a response depends on of its request. */
export interface ReplyRequest {
  readonly method: string;
  /** 0 or 1, of HTTP/1. */
  readonly minor: number;
  /** Whether the client takes another response on this connection. */
  readonly persistent: boolean;
  readonly expectsContinue: boolean;
  /** Whether it is malformed, so that it may be another request to whoever is in between. */
  readonly malformed?: boolean;
}

/** What is known of a request that is refused before it was understood. */
export function malformedRequest(method: string, minor: number): ReplyRequest {
  return { method, minor, persistent: false, expectsContinue: false, malformed: true };
}

const NO_REQUEST = malformedRequest("", 1);

/** The response of one exchange, on its way to the client. It is begun once and never taken back. */
export class Reply {
  /** 0 until it is begun. */
  status = 0;
  /** The connection ends with it. */
  closes = true;
  /** Only the end of the connection tells that of the body. */
  endsWithConnection = false;
  /** The request's body has come in full. */
  bodyArrived = false;
  private chunked = false;
  private bodyless = false;
  private continued = false;

  private request: ReplyRequest = NO_REQUEST;

  constructor(private readonly writer: SocketWriter) {}

  /** Says which request it answers; one that could not be read ends its connection. */
  answers(request: ReplyRequest): void {
    this.request = request;
    this.closes = !request.persistent;
  }

  get begun(): boolean {
    return this.status !== 0;
  }

  /** Without 100 (Continue) the client may send its body or not: what comes next cannot be told apart. */
  get bodyInDoubt(): boolean {
    return this.request.expectsContinue && !this.continued && !this.bodyArrived;
  }

  /** Sends a response of the proxy's own. */
  answer({ status, fields, body }: Answer): void {
    const { method, malformed } = this.request;
    const hasNone = status === 204 || status === 304 || (malformed === true && method === "HEAD");
    // Who takes a malformed HEAD for another request must not wait for a body, or take the next response for it.
    const length = hasNone ? "" : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    const date = fieldValue(fields, "date") === undefined ? `Date: ${httpDate()}\r\n` : "";
    const lines = fieldLines(fields);
    this.writer.text(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines}${date}${length}${this.connectionLine(true)}\r\n`,
    );
    if (!hasNone && method !== "HEAD" && body !== "") {
      const bytes = Buffer.from(body);
      this.writer.bytes(bytes, 0, bytes.length, false);
    }
    this.status = status;
    this.writer.flush();
  }

  /**
   * Begins to pass an instance's response on that no filter changes: its fields are copied in runs.
   *
   * @param cookie a `Set-Cookie` of the proxy's own
   */
  begin(head: ResponseParser, framing: ResponseFraming, cookie: string | undefined): void {
    const unsized = framing.body === "chunked" || framing.body === "close";
    const lines = sentOnLines(head, leftOutOf(head.status, unsized));
    this.beginWith(head, cookie === undefined ? lines : `${lines}Set-Cookie: ${cookie}\r\n`, unsized, framing);
  }

  /**
   * Begins to pass an instance's response on that filters change.
   *
   * @param change changes the fields, and may return what the body is to go through
   * @returns the same
   * @throws SyntaxError where filters have made what cannot be sent; nothing was sent then
   */
  beginChanged(
    head: ResponseParser,
    framing: ResponseFraming,
    cookie: string | undefined,
    change: (fields: string[]) => BodyStageFactory | undefined,
  ): BodyStageFactory | undefined {
    const fields = sentOnFields(head, leftOutOf(head.status, framing.body === "chunked" || framing.body === "close"));
    if (cookie !== undefined) fields.push("Set-Cookie", cookie);
    const stage = change(fields);
    const unsized = framing.body !== "none" && fieldValue(fields, "content-length") === undefined;
    this.beginWith(head, fieldLines(fields), unsized, framing);
    return framing.body === "none" ? undefined : stage;
  }

  private beginWith(head: ResponseParser, lines: string, unsized: boolean, framing: ResponseFraming): void {
    this.bodyless = framing.body === "none";
    this.chunked = unsized && this.request.minor === 1;
    this.endsWithConnection = unsized && !this.chunked;
    const date = has(head, DATE) ? "" : `Date: ${httpDate()}\r\n`;
    const encoding = this.chunked ? "Transfer-Encoding: chunked\r\n" : "";
    const connection = this.connectionLine(!unsized || this.chunked);
    this.writer.text(`${statusLine(head)}${lines}${date}${encoding}${connection}\r\n`);
    this.status = head.status;
  }

  /** @param lent whether the buffer will be used for something else after the call */
  bytes(buffer: Buffer, start: number, end: number, lent: boolean): void {
    if (this.bodyless || start === end) return;
    const { writer } = this;
    if (!this.chunked) {
      writer.bytes(buffer, start, end, lent);
      return;
    }
    writer.text(`${(end - start).toString(16)}\r\n`);
    writer.bytes(buffer, start, end, lent);
    writer.text("\r\n");
  }

  /** @param trailers lines of trailer fields, which only a chunked body can have */
  end(trailers: string): void {
    if (this.chunked) this.writer.text(`0\r\n${trailers}\r\n`);
    this.writer.flush();
  }

  /** Passes 100 (Continue) or 103 (Early Hints) on; HTTP/1.0 knows neither. */
  inform(head: ResponseParser): void {
    if (this.begun || this.request.minor === 0) return;
    if (head.status === 100) {
      if (!this.request.expectsContinue || this.continued) return;
      this.continued = true;
      this.writer.text("HTTP/1.1 100 Continue\r\n\r\n");
    } else if (head.status === 103) {
      this.writer.text(`${statusLine(head)}${sentOnLines(head, LEFT_OUT_OF_UNSIZED_RESPONSES)}\r\n`);
    }
    this.writer.flush();
  }

  /**
   * Answers 101 (Switching Protocols).
   *
   * @throws SyntaxError where filters have made what cannot be sent; nothing was sent then
   */
  changeProtocol(
    head: ResponseParser,
    protocol: string,
    cookie: string | undefined,
    change: (fields: string[]) => unknown,
  ): void {
    const fields = sentOnFields(head, LEFT_OUT_OF_UNSIZED_RESPONSES);
    if (cookie !== undefined) fields.push("Set-Cookie", cookie);
    change(fields);
    const lines = fieldLines(fields);
    this.writer.text(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n${lines}\r\n`);
    this.status = 101;
    this.writer.flush();
  }

  /** @param delimited whether the response's end can be told without the connection's */
  private connectionLine(delimited: boolean): string {
    if (!delimited || this.bodyInDoubt) this.closes = true;
    if (this.closes) return "Connection: close\r\n";
    // What HTTP/1.1 takes for granted HTTP/1.0 must be told.
    return this.request.minor === 0 ? "Connection: keep-alive\r\n" : "";
  }
}

function statusLine(head: ResponseParser): string {
  const { text, statusStart, statusEnd } = head;
  // The space after the status stays where there is no reason (RFC 9112 section 4).
  const space = statusEnd - statusStart === 3 ? " " : "";
  return `HTTP/1.1 ${text.slice(statusStart, statusEnd)}${space}\r\n`;
}

/** The kinds of fields that are not passed on. With 204 there is no length to send (RFC 9110 section 8.6). */
function leftOutOf(status: number, unsized: boolean): number {
  return unsized || status === 204 ? LEFT_OUT_OF_UNSIZED_RESPONSES : LEFT_OUT_OF_RESPONSES;
}
