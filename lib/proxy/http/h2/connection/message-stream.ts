import type { FrameOutput } from "../wire/frame-output";
import type { Settings } from "../wire/settings";
import { ByteQueue } from "./byte-queue";

/** Bytes that wait for the other end before whoever writes is held back. */
const HIGH_WATER = 64 * 1024;
/** Bytes of one stream that leave before it is another's turn. */
const TURN = 32 * 1024;
/** The connection that streams are on. */
export interface StreamCarrier {
  readonly output: FrameOutput;
  /** What the other end has said of itself. */
  readonly peer: Settings;
  /** Whether much waits for the socket. */
  readonly backedUp: boolean;
  /** The bytes of that many that may leave at once in one frame; 0 where none may. */
  allowance(streamWindow: number, wanted: number): number;
  /** Sends one frame of data. @returns where it begins, for {@link FrameOutput.endStreamAt} */
  sendFrame(stream: number, buffer: Buffer, start: number, end: number): number;
  /** Sends the block of fields that was encoded. @returns the same */
  sendFields(stream: number, endStream: boolean): number;
  sendEmptyEnd(stream: number): void;
  /** A stream has something to send, and may not yet. */
  waits(stream: MessageStream): void;
  /** Data was taken off the connection. */
  release(length: number): void;
  /** Allows that much more to be sent to this end, on a stream. */
  widen(stream: number, length: number): void;
}

/** One message each way on a connection of HTTP/2: what both roles have in common. */
export abstract class MessageStream {
  /** What the other end still takes; below 0 where it has taken that back. */
  sendWindow: number;
  /** The other end sends nothing more. */
  remoteEnded = false;
  /** Nothing more is sent. */
  localEnded = false;
  /** It is over, and no longer one of its connection's. */
  closed = false;
  bytesRead = 0;
  bytesWritten = 0;

  /** What the other end may yet send. */
  protected receiveWindow: number;
  /** What was taken, and not yet given back to the window. */
  private taken = 0;
  private readonly pending = new ByteQueue();
  private endsAfterPending = false;
  private onFlushed: (() => void)[] = [];
  /** The latest frame, as long as it has not left. */
  private frameAt = -1;
  private frameDeparture = -1;

  constructor(
    protected readonly connection: StreamCarrier,
    /** Its number; 0 until it is opened. */
    public id: number,
    /** Bytes that the other end may send before they are taken. */
    protected window: number,
  ) {
    this.sendWindow = connection.peer.initialWindowSize;
    this.receiveWindow = window;
  }

  /** Bytes that wait. */
  get writableLength(): number {
    return this.pending.length;
  }

  get congested(): boolean {
    return this.pending.length >= HIGH_WATER;
  }

  /** Whether everything that was written is on its way. */
  get flushed(): boolean {
    return this.pending.length === 0 && !this.endsAfterPending;
  }

  whenFlushed(callback: () => void): void {
    this.onFlushed.push(callback);
  }

  /** Data has come; it is lent for the call. */
  abstract received(buffer: Buffer, start: number, end: number): void;
  /** The other end has ended its message. */
  abstract ended(): void;
  /** The stream, or its connection, was ended by the other end, or by what it did. */
  abstract broken(reason: string, code: number): void;
  /** More can be written. */
  protected abstract drained(): void;
  /** Fields that follow the data; called right before they are sent. @returns whether there are some */
  protected abstract encodeTrailers(): boolean;

  /** Takes data off the windows. @returns false where there is more than was allowed */
  charge(length: number): boolean {
    this.receiveWindow -= length;
    return this.receiveWindow >= 0;
  }

  /** Data was taken, or dropped: the other end may send as much more. */
  giveBack(length: number): void {
    this.connection.release(length);
    this.giveBackOwn(length);
  }

  /** The same, where the connection's window was given back before. */
  giveBackOwn(length: number): void {
    if (this.remoteEnded || this.closed) return;
    this.taken += length;
    if (2 * this.taken >= this.window) this.widen();
  }

  /** Has the other end send on. */
  protected widen(): void {
    const grown = this.growth();
    const more = this.taken + grown;
    if (more === 0) return;
    this.window += grown;
    this.connection.widen(this.id, more);
    this.receiveWindow += more;
    this.taken = 0;
  }

  /** By how much {@link window} is larger from now on. */
  protected growth(): number {
    return 0;
  }

  /** Sends the block of fields that was encoded. */
  sendFields(endStream: boolean): void {
    if (this.closed) return;
    this.framed(this.connection.sendFields(this.id, endStream));
    if (endStream) this.localEnded = true;
  }

  /** Sends data, or has it wait. The buffer is only lent. */
  sendData(buffer: Buffer, start: number, end: number): void {
    if (this.localEnded || this.closed || this.endsAfterPending) return;
    const at = this.pending.length > 0 ? start : this.sendNow(buffer, start, end);
    if (at === end) return;
    this.pending.add(buffer, at, end);
    this.connection.waits(this);
  }

  /** Ends what is sent, with trailers where there are some. */
  sendEnd(): void {
    if (this.localEnded || this.closed || this.endsAfterPending) return;
    if (this.pending.length > 0) this.endsAfterPending = true;
    else this.endNow();
  }

  /** The other end, or the connection, takes more. @returns whether something still waits that could be sent */
  sendPending(): boolean {
    const { pending } = this;
    const before = pending.length;
    let budget = TURN;
    while (budget > 0) {
      const { first, firstStart, firstEnd } = pending;
      if (first === undefined) break;
      const sent = this.sendNow(first, firstStart, Math.min(firstEnd, firstStart + budget)) - firstStart;
      if (sent === 0) break;
      budget -= sent;
      pending.remove(sent);
    }
    if (pending.length > 0) return pending.length < before;
    if (this.endsAfterPending) {
      this.endsAfterPending = false;
      this.endNow();
    }
    for (const callback of this.onFlushed.splice(0)) callback();
    if (before > 0 && !this.closed) this.drained();
    return false;
  }

  /** It is no longer one of its connection's: nothing more is sent or taken. */
  detach(): void {
    this.closed = true;
    this.pending.clear();
    this.endsAfterPending = false;
    this.onFlushed = [];
  }

  private sendNow(buffer: Buffer, start: number, end: number): number {
    const { connection } = this;
    let at = start;
    while (at < end) {
      const length = connection.allowance(this.sendWindow, end - at);
      if (length <= 0) break;
      this.sendWindow -= length;
      this.framed(connection.sendFrame(this.id, buffer, at, at + length));
      this.bytesWritten += length;
      at += length;
    }
    return at;
  }

  private endNow(): void {
    const { connection } = this;
    this.localEnded = true;
    if (this.encodeTrailers()) connection.sendFields(this.id, true);
    else if (this.frameAt >= 0 && this.frameDeparture === connection.output.departures) {
      connection.output.endStreamAt(this.frameAt);
    } else connection.sendEmptyEnd(this.id);
  }

  private framed(at: number): void {
    this.frameAt = at;
    this.frameDeparture = this.connection.output.departures;
  }
}
