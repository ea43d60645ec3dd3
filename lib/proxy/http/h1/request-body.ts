import type { FilterPlan } from "../../engine";
import type { HttpLimits } from "../limits";
import { KeptBytes } from "./kept-bytes";
import type { RequestHead } from "./request-head";
import { trailerLines } from "./trailers";
import type { UpstreamConnection } from "./upstream/upstream-connection";
import { type BodySink, ChunkedDecoder } from "./wire/chunked-decoder";
import type { HeadFault, HeadParser } from "./wire/head-parser";

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
  /** It is framed anew, by chunks, where its length was not said beforehand. */
  private readonly chunked: boolean;
  private readonly decoder: ChunkedDecoder | undefined;
  private trailers: HeadParser | undefined;
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
   * @param bare whether it comes without chunks, and {@link finishWith} tells its end
   */
  constructor(
    private readonly head: RequestHead,
    keep: number,
    filters: Pick<FilterPlan, "maxRequestBody" | "request"> | undefined,
    limits: HttpLimits,
    bare: boolean,
  ) {
    this.chunked = head.chunked;
    this.remaining = head.chunked ? Number.POSITIVE_INFINITY : head.length;
    this.decoder = head.chunked && !bare ? new ChunkedDecoder(limits) : undefined;
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
    return this.discarded || (this.connection !== undefined && !this.connection.congested);
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
    if (decoder?.done === true) this.trailers = decoder.trailers;
    if (this.complete && this.tooLong === undefined) this.taken();
    else this.connection?.flush();
    return at;
  }

  /** Nothing more comes of a body without chunks. */
  finishWith(trailers: HeadParser | undefined): void {
    this.trailers = trailers;
    this.complete = true;
    this.taken();
  }

  private taken(): void {
    if (this.kept !== undefined) this.onKept?.(this.kept.bytes);
    this.finish();
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
    // A chunk of no bytes would be the last one.
    if (start < end) this.connection?.sendBody(buffer, start, end, this.chunked);
  }

  private finish(): void {
    const { connection, chunked, trailers } = this;
    const lines = this.sendsTrailers ? trailerLines(trailers, this.head.leftOut) : "";
    connection?.endRequest(chunked, lines, trailers?.neverIndexed);
  }
}
