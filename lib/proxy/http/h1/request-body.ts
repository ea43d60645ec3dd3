import type { FilterPlan } from "../../engine";
import type { HttpLimits } from "../limits";
import { KeptBytes } from "./kept-bytes";
import type { RequestHead } from "./request-head";
import { trailerLines } from "./trailers";
import type { UpstreamConnection } from "./upstream/upstream-connection";
import { type BodySink, ChunkedDecoder } from "./wire/chunked-decoder";
import type { HeadFault } from "./wire/head-parser";

/**
 * A request's body on its way to an instance. It is read only as fast as the instance takes it. Up to a limit it is
 * kept as well, so that it can be sent once more.
 */
export class RequestBody implements BodySink {
  /** All of it was read. */
  complete = false;
  /** Any of it was read. */
  begun = false;
  private remaining: number;
  private readonly decoder: ChunkedDecoder | undefined;
  private connection: UpstreamConnection | undefined;
  private kept: KeptBytes | undefined;
  private bytes = 0;
  private tooLong: HeadFault | undefined;
  private discarded = false;
  /** Bytes that it may have. */
  private readonly most: number;
  /** Whether fields after it are sent on: filters that change fields do not see these. */
  private readonly sendsTrailers: boolean;
  private onKept: ((body: Buffer) => void) | undefined;

  /**
   * @param keep bytes that are kept at most; a longer body is not kept at all
   * @param filters of the route that it takes; `undefined` where it is read for nobody
   */
  constructor(
    private readonly head: RequestHead,
    keep: number,
    filters: Pick<FilterPlan, "maxRequestBody" | "request"> | undefined,
    limits: HttpLimits,
  ) {
    this.remaining = head.chunked ? 0 : head.length;
    this.decoder = head.chunked ? new ChunkedDecoder(limits) : undefined;
    this.most = filters?.maxRequestBody ?? Number.POSITIVE_INFINITY;
    this.sendsTrailers = filters?.request.length === 0;
    this.kept = keep > 0 ? new KeptBytes(keep) : undefined;
  }

  get fault(): HeadFault | undefined {
    return this.tooLong ?? this.decoder?.fault;
  }

  /** Whether all of it can be sent from its beginning. */
  get replayable(): boolean {
    return !this.begun || this.kept !== undefined;
  }

  /** Whether there is somebody to take what comes. */
  get wanted(): boolean {
    if (this.complete || this.fault !== undefined) return false;
    return this.discarded || (this.connection !== undefined && !this.connection.writer.congested);
  }

  /** Whether it is the client that is waited for. */
  get waitsForClient(): boolean {
    return this.wanted && !this.discarded;
  }

  /** Calls back once it was read in full and kept; never where it is longer. */
  whenKept(callback: (body: Buffer) => void): void {
    this.onKept = callback;
  }

  /** Sends it to an instance after the head: what was kept, then the rest as it comes. */
  sendTo(connection: UpstreamConnection): void {
    this.connection = connection;
    const kept = this.kept?.bytes;
    if (kept !== undefined && kept.length > 0) this.forward(kept, 0, kept.length);
    if (this.complete) this.finish();
  }

  /** The instance has failed: nothing more is read until another takes its place. */
  detach(): void {
    this.connection = undefined;
  }

  /** Nobody wants it any more: what still comes is dropped. */
  discard(): void {
    this.detach();
    this.discarded = true;
    this.kept = undefined;
    this.onKept = undefined;
  }

  /** @returns how far it was read: up to the body's end, a fault, or all of it */
  take(buffer: Buffer, start: number, end: number): number {
    const { decoder } = this;
    let at: number;
    if (decoder === undefined) {
      at = Math.min(end, start + this.remaining);
      this.remaining -= at - start;
      this.bodyBytes(buffer, start, at);
      this.complete = this.remaining === 0;
    } else {
      at = decoder.read(buffer, start, end, this);
      this.complete = decoder.done;
    }
    if (this.complete && this.tooLong === undefined) {
      if (this.kept !== undefined) this.onKept?.(this.kept.bytes);
      this.finish();
    } else {
      this.connection?.writer.flush();
    }
    return at;
  }

  bodyBytes(buffer: Buffer, start: number, end: number): void {
    this.begun = true;
    this.bytes += end - start;
    if (this.bytes > this.most) {
      this.tooLong = { status: 413, reason: "the body is too long" };
      return;
    }
    if (this.kept?.add(buffer, start, end) === false) this.kept = undefined;
    this.forward(buffer, start, end);
  }

  private forward(buffer: Buffer, start: number, end: number): void {
    const writer = this.connection?.writer;
    if (writer === undefined) return;
    if (this.decoder === undefined) {
      writer.bytes(buffer, start, end, true);
    } else {
      writer.text(`${(end - start).toString(16)}\r\n`);
      writer.bytes(buffer, start, end, true);
      writer.text("\r\n");
    }
  }

  private finish(): void {
    const { connection, decoder } = this;
    if (connection === undefined) return;
    if (decoder !== undefined) {
      const trailers = this.sendsTrailers ? trailerLines(decoder.trailers, this.head.leftOut) : "";
      connection.writer.text(`0\r\n${trailers}\r\n`);
    }
    connection.bodySent();
    connection.writer.flush();
  }
}
