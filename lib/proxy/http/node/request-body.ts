import type { ClientRequest, IncomingMessage } from "node:http";
import { isConnectionField } from "../connection-fields";
import { isForwardedField } from "../forwarded-fields";

/**
 * A request's body on its way to an instance. It is read only as fast as the instance takes it. Up to a limit it is
 * kept as well, so that it can be sent once more.
 */
export class RequestBody {
  private sink: ClientRequest | undefined;
  private kept: Buffer[] | undefined;
  private bytes = 0;
  private read = false;
  private ended = false;
  private listening = false;
  private onKept: ((body: Buffer) => void) | undefined;

  /**
   * @param keep bytes that are kept at most; a longer body is not kept at all
   * @param most bytes that it may have
   * @param onTooLong called once, where it has more; nothing more is sent then
   */
  constructor(
    private readonly source: IncomingMessage,
    private readonly keep: number,
    private readonly most: number,
    private readonly onTooLong: () => void,
  ) {
    this.kept = keep > 0 ? [] : undefined;
  }

  /** Whether all of it can be sent from its beginning. */
  get replayable(): boolean {
    return !this.read || this.kept !== undefined;
  }

  /** Whether any of it has been read. */
  get begun(): boolean {
    return this.read;
  }

  /** Whether it has been handed over in full. */
  get delivered(): boolean {
    return this.ended;
  }

  /** Whether it is the client that is waited for. */
  get waitsForClient(): boolean {
    return this.sink !== undefined && !this.ended && !this.source.isPaused();
  }

  /** Calls back once it was read in full and kept; never where it is longer. */
  whenKept(callback: (body: Buffer) => void): void {
    this.onKept = callback;
  }

  /** Sends it to an instance: what was kept, then the rest as it comes. */
  sendTo(sink: ClientRequest): void {
    this.sink = sink;
    let ready = true;
    for (const chunk of this.kept ?? []) ready = sink.write(chunk);
    sink.on("drain", () => {
      if (this.sink === sink) this.source.resume();
    });
    if (this.ended) {
      sink.end();
      return;
    }
    this.listen();
    if (ready) this.source.resume();
  }

  /** The instance has failed: nothing more is read until another takes its place. */
  detach(): void {
    this.sink = undefined;
    if (this.listening) this.source.pause();
  }

  /** Nobody wants it any more: what still comes is dropped. */
  discard(): void {
    this.sink = undefined;
    this.kept = undefined;
    this.onKept = undefined;
    this.source.resume();
  }

  private listen(): void {
    if (this.listening) return;
    this.listening = true;
    this.source.on("data", (chunk: Buffer) => this.take(chunk));
    this.source.on("end", () => this.end());
  }

  private take(chunk: Buffer): void {
    this.read = true;
    const before = this.bytes;
    this.bytes += chunk.length;
    if (this.bytes > this.most) {
      if (before <= this.most) this.onTooLong();
      return;
    }
    if (this.kept !== undefined) {
      if (this.bytes > this.keep) this.kept = undefined;
      else this.kept.push(chunk);
    }
    if (this.sink !== undefined && !this.sink.write(chunk)) this.source.pause();
  }

  private end(): void {
    this.ended = true;
    if (this.kept !== undefined) this.onKept?.(Buffer.concat(this.kept));
    if (this.sink === undefined) return;
    const trailers = trailersToSend(this.source.rawTrailers);
    if (trailers.length > 0) this.sink.addTrailers(trailers);
    this.sink.end();
  }
}

/** Trailer fields to send on, in pairs: none that concern the connection or that the proxy vouches for. */
export function trailersToSend(fields: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    const lower = name.toLowerCase();
    if (!isConnectionField(lower) && !isForwardedField(lower)) pairs.push([name, fields[index + 1] ?? ""]);
  }
  return pairs;
}
