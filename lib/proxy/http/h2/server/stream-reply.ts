import type { Answer, BodyStageFactory } from "../../../engine";
import { textAnswer } from "../../answers";
import { fieldValue as valueIn } from "../../fields";
import { httpDate } from "../../h1/http-date";
import type { FieldChange, Reply, ReplyRequest } from "../../h1/reply";
import type { ResponseFraming } from "../../h1/response-head";
import { isFieldText, isToken } from "../../h1/wire/characters";
import { DATE, fieldKind, leftOutOf } from "../../h1/wire/field-kind";
import { fieldName, fieldValue, has, sentOnFields } from "../../h1/wire/field-section";
import type { ResponseParser } from "../../h1/wire/response-parser";
import { CONNECTION_KINDS } from "../field-text";
import type { HpackEncoder } from "../hpack";
import { TrailerBlock } from "../trailer-block";

/** What a reply is written to. */
export interface ReplyStream {
  readonly encoder: HpackEncoder;
  /** Whether much waits for the client. */
  readonly backedUp: boolean;
  /** Sends the block of fields that was encoded. */
  sendFields(endStream: boolean): void;
  sendData(buffer: Buffer, start: number, end: number): void;
  endReply(trailers: TrailerBlock | undefined): void;
}

/** In place of what a client would take for its WebSocket: any success (RFC 8441 section 5). */
const NO_WEB_SOCKET = textAnswer(501, "there is no WebSocket here");

/** A response on a stream of HTTP/2. */
export class StreamReply implements Reply {
  status = 0;
  /** A stream ends with its one response, whatever its client has yet to send. */
  closes = true;
  readonly endsWithConnection = false;
  bodyArrived = false;
  private method = "";
  private malformed = false;
  private expectsContinue = false;
  private continued = false;

  /** @param webSocket whether one was asked for */
  constructor(
    private readonly stream: ReplyStream,
    private readonly webSocket: boolean,
  ) {}

  get begun(): boolean {
    return this.status !== 0;
  }

  get bodyInDoubt(): boolean {
    return this.expectsContinue && !this.continued && !this.bodyArrived;
  }

  answers({ method, expectsContinue, malformed }: ReplyRequest): void {
    this.method = method;
    this.malformed = malformed === true;
    this.expectsContinue = expectsContinue;
  }

  answer(answer: Answer): void {
    const { status, fields, body } = this.webSocket && answer.status < 300 ? NO_WEB_SOCKET : answer;
    const hasNone = status === 204 || status === 304 || (this.malformed && this.method === "HEAD");
    const bytes = hasNone ? Buffer.alloc(0) : Buffer.from(body);
    checkFields(fields);
    const encoder = this.head(status);
    encodeFields(encoder, fields);
    if (valueIn(fields, "date") === undefined) encoder.field("date", httpDate());
    if (!hasNone) encoder.field("content-length", String(bytes.length));
    const bodyless = bytes.length === 0 || this.method === "HEAD";
    this.stream.sendFields(bodyless);
    if (bodyless) return;
    this.stream.sendData(bytes, 0, bytes.length);
    this.stream.endReply(undefined);
  }

  begin(head: ResponseParser, framing: ResponseFraming, cookie: string | undefined): void {
    const { status, neverIndexed } = head;
    const leftOut = leftOutOf(status, framing.body === "chunked" || framing.body === "close") | CONNECTION_KINDS;
    const encoder = this.head(status, neverIndexed);
    for (let index = 0; index < head.fieldCount; index++) {
      if ((leftOut & (1 << (head.kinds[index] ?? 0))) !== 0) continue;
      const name = fieldName(head, index).toLowerCase();
      encoder.field(name, fieldValue(head, index), neverIndexed?.has(name));
    }
    if (cookie !== undefined) encoder.field("set-cookie", cookie);
    if (!has(head, DATE)) encoder.field("date", httpDate());
    this.stream.sendFields(framing.body === "none" || (framing.body === "length" && framing.length === 0));
  }

  beginChanged(
    head: ResponseParser,
    framing: ResponseFraming,
    cookie: string | undefined,
    change: FieldChange,
  ): BodyStageFactory | undefined {
    const fields = sentOnFields(head, leftOutOf(head.status, framing.body === "chunked" || framing.body === "close"));
    if (cookie !== undefined) fields.push("set-cookie", cookie);
    const stage = change(fields);
    checkFields(fields);
    const encoder = this.head(head.status, head.neverIndexed);
    encodeFields(encoder, fields, head.neverIndexed);
    if (!has(head, DATE)) encoder.field("date", httpDate());
    this.stream.sendFields(framing.body === "none");
    return framing.body === "none" ? undefined : stage;
  }

  bytes(buffer: Buffer, start: number, end: number): void {
    if (start < end) this.stream.sendData(buffer, start, end);
  }

  end(trailers: string, neverIndexed: ReadonlySet<string> | undefined): void {
    this.stream.endReply(trailers === "" ? undefined : new TrailerBlock(trailers, neverIndexed));
  }

  inform(head: ResponseParser): void {
    if (this.begun) return;
    const { status } = head;
    if (status === 100) {
      if (!this.expectsContinue || this.continued) return;
      this.continued = true;
    } else if (status !== 103 || this.stream.backedUp) {
      // Fields have no window: hints without end would gather here for who does not read them.
      return;
    }
    const encoder = this.head(status, head.neverIndexed);
    this.status = 0;
    if (status === 103) encodeFields(encoder, sentOnFields(head, leftOutOf(status, true)), head.neverIndexed);
    this.stream.sendFields(false);
  }

  changeProtocol(head: ResponseParser, _protocol: string, cookie: string | undefined, change: FieldChange): void {
    const fields = sentOnFields(head, leftOutOf(head.status, true));
    if (cookie !== undefined) fields.push("set-cookie", cookie);
    change(fields);
    checkFields(fields);
    const encoder = this.head(200);
    encodeFields(encoder, fields);
    this.status = 101;
    this.stream.sendFields(false);
  }

  private head(status: number, neverIndexed?: ReadonlySet<string>): HpackEncoder {
    const { encoder } = this.stream;
    encoder.begin();
    encoder.field(":status", String(status), neverIndexed?.has(":status"));
    this.status = status;
    return encoder;
  }
}

/** Names and values in turn; what belongs to a connection of HTTP/1.1 is left out (RFC 9113 section 8.2.2). */
function encodeFields(encoder: HpackEncoder, fields: readonly string[], neverIndexed?: ReadonlySet<string>): void {
  for (let index = 0; index < fields.length; index += 2) {
    const name = (fields[index] ?? "").toLowerCase();
    if ((CONNECTION_KINDS & (1 << fieldKind(name, 0, name.length, false))) !== 0) continue;
    // The stream is the WebSocket's own; there is nothing to accept by a key (RFC 8441 section 5).
    if (name !== "sec-websocket-accept") encoder.field(name, fields[index + 1] ?? "", neverIndexed?.has(name));
  }
}

/** @throws SyntaxError where one cannot be sent */
function checkFields(fields: readonly string[]): void {
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    if (!isToken(name)) throw new SyntaxError(`${JSON.stringify(name)} is no name for a field`);
    if (!isFieldText(fields[index + 1] ?? "")) {
      throw new SyntaxError(`the value of the field ${name} holds what cannot be sent`);
    }
  }
}
