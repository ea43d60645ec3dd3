import { isGrpc } from "../../grpc";
import type { ResponseFraming } from "../../h1/response-head";
import { CONNECTION, CONTENT_LENGTH, HOP, OTHER, TRANSFER_ENCODING, UPGRADE } from "../../h1/wire/field-kind";
import { parseLength } from "../../h1/wire/framing";
import { ResponseParser } from "../../h1/wire/response-parser";
import type { HttpLimits } from "../../limits";
import { checkedKind, listedSize, MALFORMED, MOST_HEADS } from "../field-text";
import type { FieldTaker } from "../hpack";
import { markNeverIndexed } from "../never-indexed";

const COLON = 0x3a;
/** The body's length was not said. */
export const UNSIZED = -1;

/** Makes a response of the fields of a block, as if it had come in HTTP/1.1. */
export class ResponseFields {
  /** Lent until the next block. */
  readonly message: ResponseParser;
  /** Bytes of the body; {@link UNSIZED} where they were not said. */
  length = UNSIZED;
  private malformed: string | undefined;
  /** Bytes of fields that are still looked at. */
  private room = 0;
  private begun = false;
  private grpc = false;

  constructor(private readonly limits: HttpLimits) {
    this.message = new ResponseParser(limits);
  }

  begin(): void {
    this.malformed = undefined;
    this.room = MOST_HEADS * this.limits.head;
    this.begun = false;
    this.length = UNSIZED;
    this.grpc = false;
  }

  readonly take: FieldTaker = (name, value, neverIndexed) => {
    if (this.malformed !== undefined) return;
    this.room -= listedSize(name, value);
    if (this.room < 0) this.malformed = "the head is too large";
    else if (name.charCodeAt(0) === COLON) this.takeStatus(name, value);
    else if (this.begun) this.takeField(name, value);
    else this.malformed = "the response has no status";
    if (neverIndexed) markNeverIndexed(this.message, name);
  };

  /** @returns what is wrong with the response; `undefined` where it is in order */
  end(): string | undefined {
    if (!this.begun) this.malformed ??= "the response has no status";
    this.message.endFields();
    return this.malformed;
  }

  /**
   * Where the body ends.
   *
   * @param method the request's
   */
  framing(method: string): ResponseFraming {
    const { status } = this.message;
    if (method === "HEAD" || status === 204 || status === 304) return { body: "none", length: 0, persistent: false };
    // A response of gRPC has trailers, which HTTP/1.1 has after chunks alone.
    if (this.length === UNSIZED || this.grpc) return { body: "chunked", length: 0, persistent: false };
    return { body: "length", length: this.length, persistent: false };
  }

  private takeStatus(name: string, value: string): void {
    const status = Number(value);
    if (name !== ":status" || this.begun || value.length !== 3 || !(status >= 100 && status <= 599) || status === 101) {
      this.malformed = "the response's pseudo-header fields are not one valid status";
      return;
    }
    this.begun = true;
    this.message.openFields(status);
  }

  private takeField(name: string, value: string): void {
    const { message, limits } = this;
    const kind = checkedKind(name, value);
    if (kind === MALFORMED) this.malformed = "the response has a field that is none of HTTP";
    else if (kind === CONNECTION || kind === TRANSFER_ENCODING || kind === UPGRADE || isOfConnection(name, kind)) {
      this.malformed = "the response has a field of the connection";
    } else if (kind === CONTENT_LENGTH) {
      const length = parseLength(value);
      if (length < 0 || (this.length !== UNSIZED && this.length !== length)) {
        this.malformed = "the instance sent no valid Content-Length";
      } else if (this.length === UNSIZED) {
        this.length = length;
        message.addField(name, value, kind);
      }
    } else if (message.fieldCount === limits.fieldCount) {
      this.malformed = `there are more than ${limits.fieldCount} fields`;
    } else if (message.addedLength + name.length + value.length + 4 > limits.head) {
      this.malformed = "the head is too large";
    } else {
      if (kind === OTHER && name === "content-type") this.grpc = isGrpc(value);
      message.addField(name, value, kind);
    }
  }
}

function isOfConnection(name: string, kind: number): boolean {
  return kind === HOP && (name === "keep-alive" || name === "proxy-connection");
}
