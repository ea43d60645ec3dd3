import { constants, type Http2Stream, type ServerHttp2Stream } from "node:http2";
import type { ClientStream } from "../h1/byte-stream";
import { readResponseFraming } from "../h1/response-head";
import type { HeadFault } from "../h1/wire/head-parser";
import { ResponseParser } from "../h1/wire/response-parser";
import { CONNECTION_KINDS, type FieldObject, fieldsOf } from "./fields";
import { MessageStream, type OutgoingFraming } from "./message-stream";
import type { RequestText } from "./request-text";

/** Where a client's connection leads from and to. */
export interface Addresses {
  readonly remoteAddress: string | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  readonly localFamily: string | undefined;
}

/** A client's request on a stream of its connection, and the response to it. */
export class RequestStream extends MessageStream<ResponseParser> implements ClientStream {
  readonly remoteAddress: string | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  readonly localFamily: string | undefined;
  private readonly method: string;

  constructor(
    private readonly own: ServerHttp2Stream,
    private readonly request: RequestText,
    addresses: Addresses,
  ) {
    super((limits) => new ResponseParser(limits));
    this.remoteAddress = addresses.remoteAddress;
    this.localAddress = addresses.localAddress;
    this.localPort = addresses.localPort;
    this.localFamily = addresses.localFamily;
    this.method = request.method;
    this.attach(own);
    this.incoming(request.head, request.framing);
  }

  /** What is left is for the connection of the request to end. */
  protected get complete(): boolean {
    return this.outgoingEnded;
  }

  protected reset(stream: Http2Stream): void {
    // Closing it would end it first, and pass what was sent for all of it.
    stream.destroy(new Error("the response breaks off"));
  }

  /** The client need not send the rest (RFC 9113 section 8.1). Trailers that were handed over leave first. */
  protected abandonIncoming(stream: Http2Stream): void {
    if (!this.trailersDue) setImmediate(() => stream.close(constants.NGHTTP2_NO_ERROR));
  }

  protected headWritten(head: ResponseParser): OutgoingFraming | HeadFault {
    const { status } = head;
    const fields = fieldsOf(head, CONNECTION_KINDS);
    if (status === 101) {
      if (!this.request.webSocket) return { status: 502, reason: "HTTP/2 has no change of protocols" };
      // The stream is the WebSocket's own; there is nothing to accept by a key (RFC 8441 section 5).
      delete fields["sec-websocket-accept"];
      this.prepare({ ...fields, ":status": 200 });
      return { body: "open" };
    }
    if (status < 200) {
      this.own.additionalHeaders({ ...fields, ":status": status });
      return { body: "interim" };
    }
    const framing = readResponseFraming(head, this.method);
    if (typeof framing === "string") return { status: 502, reason: framing };
    this.prepare(Object.assign(fields, { ":status": status }));
    if (framing.body === "length") return { body: "length", length: framing.length };
    return { body: framing.body === "close" ? "open" : framing.body };
  }

  protected sendHead(headers: FieldObject, endStream: boolean, waitForTrailers: boolean): Http2Stream {
    this.own.respond(headers, { endStream, waitForTrailers });
    return this.own;
  }
}
