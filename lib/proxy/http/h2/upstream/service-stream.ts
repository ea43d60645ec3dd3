import { type ClientHttp2Stream, constants, type Http2Stream } from "node:http2";
import { addAbortSignal } from "node:stream";
import { CONTENT_LENGTH, HOST, TE, TRANSFER_ENCODING } from "../../h1/wire/field-kind";
import { contentLength, has, valueOfKind } from "../../h1/wire/field-section";
import type { HeadFault } from "../../h1/wire/head-parser";
import { RequestParser } from "../../h1/wire/request-parser";
import { CONNECTION_KINDS, type FieldObject, fieldsOf } from "../fields";
import { MessageStream, type OutgoingFraming } from "../message-stream";
import { informationText, responseText } from "./response-text";

/** What a stream is requested with. */
export interface StreamOptions {
  readonly endStream: boolean;
  readonly waitForTrailers: boolean;
}

/** The connection that a stream belongs to. */
export interface StreamSource {
  readonly scheme: "http" | "https";
  /** @throws Error where the connection takes no more requests */
  request(fields: FieldObject, options: StreamOptions): ClientHttp2Stream;
  /** Nobody waits for the connection any more. */
  forget(stream: ServiceStream): void;
}

const LEFT_OUT = CONNECTION_KINDS | (1 << HOST);
const ABORTED = AbortSignal.abort();

/** A request to an instance on a stream of its connection, and the response to it. */
export class ServiceStream extends MessageStream<RequestParser> {
  /** The instance has done nothing with the request, and says so: it may be sent again, whatever it is. */
  refused = false;
  private method = "";

  /** @param reused whether the connection has served others before */
  constructor(
    private readonly source: StreamSource,
    readonly reused: boolean,
  ) {
    super((limits) => new RequestParser(limits));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.source.forget(this);
    super._destroy(error, done);
  }

  protected get complete(): boolean {
    return this.incomingEnded;
  }

  /** To close it would end it first, and pass a part of the request for all of it; what is aborted is cancelled. */
  protected reset(stream: Http2Stream): void {
    addAbortSignal(ABORTED, stream);
  }

  protected abandonIncoming(stream: Http2Stream): void {
    stream.close(constants.NGHTTP2_CANCEL);
  }

  protected override closeReason(stream: Http2Stream): Error {
    this.refused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
    return new Error(`the stream was closed with the code ${stream.rstCode}`);
  }

  protected headWritten(head: RequestParser): OutgoingFraming | HeadFault {
    const { method, target } = head;
    this.method = method;
    const fields = fieldsOf(head, LEFT_OUT);
    fields[":method"] = method;
    fields[":scheme"] = this.source.scheme;
    fields[":authority"] = valueOfKind(head, HOST) ?? "";
    fields[":path"] = target;
    if (has(head, TE)) fields.te = "trailers";
    this.prepare(fields);
    if (has(head, TRANSFER_ENCODING)) return { body: "chunked" };
    return has(head, CONTENT_LENGTH) ? { body: "length", length: contentLength(head) } : { body: "none" };
  }

  protected sendHead(headers: FieldObject, endStream: boolean, waitForTrailers: boolean): Http2Stream {
    let stream: ClientHttp2Stream;
    try {
      stream = this.source.request(headers, { endStream, waitForTrailers });
    } catch (error) {
      this.refused = true;
      throw error;
    }
    this.attach(stream);
    stream.on("headers", (_fields, _flags, raw?: readonly string[]) => this.pushText(informationText(raw ?? [])));
    stream.on("response", (_fields, flags, raw?: readonly string[]) => this.answered(flags, raw ?? []));
    return stream;
  }

  private answered(flags: number, raw: readonly string[]): void {
    const response = responseText(raw, this.method, (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0);
    if (response === undefined) this.destroy(new Error("the response is malformed"));
    else this.incoming(response.text, response.framing);
  }
}
