import { STATUS_CODES } from "node:http";
import type { Answer, BodyStageFactory } from "../../engine";
import { fieldValue } from "../fields";
import { httpDate } from "./http-date";
import { fieldLines } from "./outgoing-head";
import { type FieldChange, malformedRequest, type Reply, type ReplyRequest } from "./reply";
import type { ResponseFraming } from "./response-head";
import type { SocketWriter } from "./socket-writer";
import { DATE, LEFT_OUT_OF_UNSIZED_RESPONSES, leftOutOf } from "./wire/field-kind";
import { has, sentOnFields, sentOnLines } from "./wire/field-section";
import type { ResponseParser } from "./wire/response-parser";

const NO_REQUEST = malformedRequest("", 1);

/** A response of HTTP/1.1. */
export class Http1Reply implements Reply {
  /** 0 until it is begun. */
  status = 0;
  /** The connection ends with it. */
  closes = true;
  endsWithConnection = false;
  /** The request's body has come in full. */
  bodyArrived = false;
  private chunked = false;
  private bodyless = false;
  private continued = false;

  private request: ReplyRequest = NO_REQUEST;

  constructor(private readonly writer: SocketWriter) {}

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

  /** Its fields are copied in runs. */
  begin(head: ResponseParser, framing: ResponseFraming, cookie: string | undefined): void {
    const unsized = framing.body === "chunked" || framing.body === "close";
    const lines = sentOnLines(head, leftOutOf(head.status, unsized));
    this.beginWith(head, cookie === undefined ? lines : `${lines}Set-Cookie: ${cookie}\r\n`, unsized, framing);
  }

  beginChanged(
    head: ResponseParser,
    framing: ResponseFraming,
    cookie: string | undefined,
    change: FieldChange,
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

  end(trailers: string): void {
    if (this.chunked) this.writer.text(`0\r\n${trailers}\r\n`);
    this.writer.flush();
  }

  /** HTTP/1.0 knows no such response. */
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

  changeProtocol(head: ResponseParser, protocol: string, cookie: string | undefined, change: FieldChange): void {
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
