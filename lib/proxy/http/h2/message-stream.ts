import type { Http2Stream } from "node:http2";
import { Duplex } from "node:stream";
import type { ByteStream } from "../h1/byte-stream";
import { type BodySink, ChunkedDecoder } from "../h1/wire/chunked-decoder";
import type { HeadFault, HeadLimits, HeadParser } from "../h1/wire/head-parser";
import { type FieldObject, trailerFields, trailerText } from "./fields";

/** Where the body of a message that is written ends. */
export type OutgoingFraming =
  /** It was no final head: another follows. */
  | { readonly body: "interim" }
  | { readonly body: "none" | "chunked" | "open" }
  | { readonly body: "length"; readonly length: number };

/** How the body of a message that is read is written in HTTP/1.1. */
export type IncomingFraming =
  | { readonly body: "none" | "chunked" | "open" }
  | { readonly body: "length"; readonly length: number };

const HEAD = 0;
const SIZED = 1;
const CHUNKED = 2;
const OPEN = 3;
const ENDED = 4;

/** Bytes after which writers are held back; more than Node's sockets, so that a small response is one write. */
const HIGH_WATER = 16 * 1024;
const NOTHING: readonly string[] = [];
const CRLF = "\r\n";

/** What both ends write is the proxy's own: it is bounded where it comes from. */
const OWN_HEADS: HeadLimits = { head: 1 << 20, fieldCount: 4096, target: 1 << 20 };

/**
 * A stream of HTTP/2 that passes for a connection of HTTP/1.1: it is read and written as one request and one response,
 * with their heads, chunks and trailers. So all that holds for HTTP/1.1 holds for HTTP/2 as well.
 */
export abstract class MessageStream<Parser extends HeadParser> extends Duplex implements ByteStream, BodySink {
  bytesRead = 0;
  bytesWritten = 0;
  protected incomingEnded = false;
  protected outgoingEnded = false;

  private stream: Http2Stream | undefined;
  private parser: Parser | undefined;
  private state = HEAD;
  private remaining = 0;
  private due = 0;
  private incomingBody: IncomingFraming["body"] = "none";
  private incomingTrailers = NOTHING;
  private decoder: ChunkedDecoder | undefined;
  private headers: FieldObject | undefined;
  private outgoingTrailers: FieldObject | undefined;
  private pieces: Buffer[] = [];
  private settled: (() => void) | undefined;

  constructor(private readonly makeParser: (limits: HeadLimits) => Parser) {
    super({ readableHighWaterMark: HIGH_WATER, writableHighWaterMark: HIGH_WATER });
  }

  /** A head was written. @returns what follows it, or why it cannot be sent */
  protected abstract headWritten(head: Parser): OutgoingFraming | HeadFault;

  /** Sends the head that was written. @returns the stream that it was sent on */
  protected abstract sendHead(headers: FieldObject, endsAtOnce: boolean, mayHaveTrailers: boolean): Http2Stream;

  /** Whether trailers may yet be sent. */
  protected get trailersDue(): boolean {
    return this.decoder !== undefined && this.stream?.sentTrailers === undefined;
  }

  /** Why a stream that the other end has closed too early is of no use. */
  protected closeReason(_stream: Http2Stream): Error | undefined {
    return undefined;
  }

  /** The other end has closed the stream. @returns whether all that this end waits for has come before */
  protected abstract get complete(): boolean;

  /** Resets the stream: what was sent must not pass for all of it. */
  protected abstract reset(stream: Http2Stream): void;

  /** All was sent, and what still comes is of no interest. */
  protected abstract abandonIncoming(stream: Http2Stream): void;

  /** The fields that go with the head that is being written. */
  protected prepare(headers: FieldObject): void {
    this.headers = headers;
  }

  /** Watches the stream; what comes on it is read from here on. */
  protected attach(stream: Http2Stream): void {
    this.stream = stream;
    stream.on("trailers", (_fields, _flags, raw?: readonly string[]) => {
      this.incomingTrailers = raw ?? NOTHING;
    });
    stream.on("wantTrailers", () => this.sendTrailers(stream));
    // Closing comes after it.
    stream.on("error", () => {});
    stream.on("close", () => this.streamClosed(stream));
  }

  /** The head of what comes, and how its body is framed. */
  protected incoming(text: string, framing: IncomingFraming): void {
    const { stream } = this;
    this.incomingBody = framing.body;
    this.pushText(text);
    if (framing.body === "length") this.due = framing.length;
    this.incomingEnded = framing.body === "none" || (framing.body === "length" && this.due === 0);
    if (stream === undefined) return;
    if (this.incomingEnded) {
      stream.resume();
      return;
    }
    stream.on("data", (chunk: Buffer) => this.incomingBytes(chunk));
    stream.on("end", () => this.incomingOver());
  }

  protected pushText(text: string): void {
    this.bytesRead += text.length;
    this.push(Buffer.from(text, "latin1"));
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  bodyBytes(buffer: Buffer, start: number, end: number): void {
    this.pieces.push(buffer.subarray(start, end));
  }

  override _read(): void {
    this.stream?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.bytesWritten += chunk.length;
    try {
      let at = 0;
      while (at < chunk.length && this.state !== ENDED) at = this.takeWritten(chunk, at);
      this.send(done);
    } catch (error) {
      this.destroy(error as Error);
      done();
    }
  }

  override _final(done: () => void): void {
    if (this.state === OPEN) this.stream?.end();
    done();
    // A connection of HTTP/1.1 ends with its one message; an open stream ends by both its sides.
    if (this.state !== OPEN) this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { stream } = this;
    this.settle();
    if (stream !== undefined && !stream.closed) {
      stream.resume();
      if (!this.outgoingEnded) this.reset(stream);
      else if (!this.incomingEnded) this.abandonIncoming(stream);
    }
    done(error);
  }

  private takeWritten(chunk: Buffer, at: number): number {
    switch (this.state) {
      case HEAD:
        return this.takeHead(chunk, at);
      case SIZED: {
        const stop = Math.min(chunk.length, at + this.remaining);
        this.remaining -= stop - at;
        this.bodyBytes(chunk, at, stop);
        if (this.remaining === 0) this.state = ENDED;
        return stop;
      }
      case CHUNKED:
        return this.takeChunks(chunk, at);
      default:
        this.bodyBytes(chunk, at, chunk.length);
        return chunk.length;
    }
  }

  private takeHead(chunk: Buffer, start: number): number {
    this.parser ??= this.makeParser(OWN_HEADS);
    const { parser } = this;
    const at = parser.read(chunk, start, chunk.length);
    if (parser.fault !== undefined) throw new Error(parser.fault.reason);
    if (!parser.complete) return at;
    const framing = this.headWritten(parser);
    if ("status" in framing) throw new Error(framing.reason);
    parser.reset();
    switch (framing.body) {
      case "interim":
        break;
      case "none":
        this.state = ENDED;
        break;
      case "length":
        this.remaining = framing.length;
        this.state = framing.length === 0 ? ENDED : SIZED;
        break;
      case "chunked":
        this.decoder = new ChunkedDecoder(OWN_HEADS);
        this.state = CHUNKED;
        break;
      case "open":
        this.state = OPEN;
    }
    return at;
  }

  private takeChunks(chunk: Buffer, start: number): number {
    const { decoder } = this;
    if (decoder === undefined) return chunk.length;
    const at = decoder.read(chunk, start, chunk.length, this);
    if (decoder.fault !== undefined) throw new Error(decoder.fault.reason);
    if (decoder.done) {
      this.outgoingTrailers = trailerFields(decoder.trailers);
      this.state = ENDED;
    }
    return at;
  }

  /** Sends what one write has brought. The last of it ends the stream in one go. */
  private send(done: () => void): void {
    const { pieces, headers } = this;
    const ended = this.state === ENDED;
    const data = pieces.length === 1 ? pieces[0] : pieces.length === 0 ? undefined : Buffer.concat(pieces);
    if (pieces.length > 0) this.pieces = [];
    this.outgoingEnded = ended;
    if (headers !== undefined) {
      this.headers = undefined;
      const endsAtOnce = ended && data === undefined && this.outgoingTrailers === undefined;
      const stream = this.sendHead(headers, endsAtOnce, this.decoder !== undefined);
      this.stream ??= stream;
      if (endsAtOnce) {
        done();
        return;
      }
    }
    const { stream } = this;
    if (stream === undefined || stream.destroyed || (data === undefined && !ended)) {
      done();
      return;
    }
    this.settled = done;
    const settle = (): void => this.settle();
    if (!ended) stream.write(data, settle);
    // Where both ends are done the stream closes with it; to be called back as well costs Node an error each.
    else if (this.incomingEnded && data !== undefined) stream.end(data);
    else if (data === undefined) stream.end(settle);
    else stream.end(data, settle);
  }

  private settle(): void {
    const { settled } = this;
    this.settled = undefined;
    settled?.();
  }

  private sendTrailers(stream: Http2Stream): void {
    if (stream.destroyed || stream.closed) return;
    stream.sendTrailers(this.outgoingTrailers ?? {});
    if (this.destroyed && !this.incomingEnded) this.abandonIncoming(stream);
  }

  private incomingBytes(chunk: Buffer): void {
    this.bytesRead += chunk.length;
    let bytes = chunk;
    if (this.incomingBody === "chunked") {
      const size = chunk.length.toString(16) + CRLF;
      bytes = Buffer.allocUnsafe(size.length + chunk.length + CRLF.length);
      bytes.write(size, 0, "latin1");
      chunk.copy(bytes, size.length);
      bytes.write(CRLF, size.length + chunk.length, "latin1");
    } else if (this.incomingBody === "length") {
      this.due -= chunk.length;
      if (this.due <= 0) this.incomingEnded = true;
    }
    if (!this.push(bytes)) this.stream?.pause();
  }

  private incomingOver(): void {
    if (this.destroyed || this.stream?.aborted === true) return;
    this.incomingEnded = this.due <= 0;
    if (this.incomingBody === "chunked") this.pushText(`0\r\n${trailerText(this.incomingTrailers)}\r\n`);
    else if (this.incomingBody === "open") this.push(null);
  }

  private streamClosed(stream: Http2Stream): void {
    this.settle();
    if (!this.complete && !this.destroyed) this.destroy(this.closeReason(stream));
  }
}
