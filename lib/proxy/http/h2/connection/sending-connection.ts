import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { HpackEncoder } from "../hpack";
import { DATA, END_STREAM, FIRST_WINDOW, GOAWAY, LARGEST_WINDOW, PING, SETTINGS, WINDOW_UPDATE } from "../wire/frame";
import { FrameOutput, type FrameSink } from "../wire/frame-output";
import { type Settings, settingsPayload } from "../wire/settings";
import { type Flushable, flushLater } from "./flush-queue";
import type { MessageStream, StreamCarrier } from "./message-stream";

/** Bytes that are taken before the other end is told, which may then send as many more on the connection. */
export const WINDOW_STEP = 512 * 1024;
/** Bytes that wait for the socket after which streams are held back, */
const HIGH_WATER = 64 * 1024;
/** and after which nothing more is read: what comes would only be answered into the same queue. */
const STUCK = 512 * 1024;
/** What windows of streams are counted by; this is the connection's. */
const THE_CONNECTION = 0;

/** The sending half of a connection of HTTP/2: frames on their way, within the windows of the other end. */
export abstract class SendingConnection implements FrameSink, Flushable, StreamCarrier {
  readonly output = new FrameOutput(this);
  readonly encoder = new HpackEncoder();

  /** Nothing more is read or sent. */
  protected over = false;
  /** What the other end may yet send. */
  protected receiveWindow: number;
  protected readonly waiting = new Set<MessageStream>();

  private readonly encrypts: boolean;
  private sendWindow = FIRST_WINDOW;
  private taken = 0;
  private flushing = false;
  /** The other end does not take what is sent; nothing more is read. */
  protected stuck = false;

  /** @param window bytes that the other end may send before they are taken, on all streams together */
  constructor(
    readonly socket: Socket,
    readonly peer: Settings,
    window: number,
  ) {
    this.receiveWindow = window;
    this.encrypts = socket instanceof TLSSocket;
    socket.on("drain", () => this.drained());
  }

  /** Work was done for the other end. */
  protected abstract relieve(): void;
  /** Whether the other end takes what is sent has changed. */
  protected abstract stuckChanged(stuck: boolean): void;

  /** Says what this end is like, first of all. */
  protected greet(settings: Readonly<Record<number, number>>): void {
    const payload = settingsPayload(settings);
    this.output.payload(SETTINGS, 0, 0, payload, 0, payload.length);
    this.output.number(WINDOW_UPDATE, 0, this.receiveWindow - FIRST_WINDOW);
  }

  gathers(): void {
    if (this.flushing) return;
    this.flushing = true;
    flushLater(this);
  }

  flush(): void {
    this.flushing = false;
    this.output.flush();
  }

  send(bytes: Buffer): boolean {
    const { socket } = this;
    if (socket.destroyed || socket.writableEnded) return true;
    if (socket.writableLength > 0) {
      // It would keep all of the memory for what may be a few bytes.
      socket.write(Buffer.from(bytes));
      if (socket.writableLength > STUCK) this.setStuck(true);
      return true;
    }
    socket.write(bytes);
    // What is encrypted is so within the call; what is not, and was not taken whole, stays where it is.
    return this.encrypts || socket.writableLength === 0;
  }

  get backedUp(): boolean {
    return this.socket.writableLength >= HIGH_WATER;
  }

  allowance(streamWindow: number, wanted: number): number {
    if (this.over || this.backedUp) return 0;
    return Math.max(0, Math.min(wanted, streamWindow, this.sendWindow, this.peer.maxFrameSize));
  }

  sendFrame(stream: number, buffer: Buffer, start: number, end: number): number {
    this.sendWindow -= end - start;
    this.relieve();
    return this.output.data(stream, buffer, start, end, this.peer.maxFrameSize);
  }

  sendFields(stream: number, endStream: boolean): number {
    if (this.over) return -1;
    const { output, encoder, peer } = this;
    return output.fields(stream, endStream ? END_STREAM : 0, encoder.buffer, encoder.length, peer.maxFrameSize);
  }

  sendEmptyEnd(stream: number): void {
    if (!this.over) this.output.control(DATA, END_STREAM, stream, 0);
  }

  waits(stream: MessageStream): void {
    this.waiting.add(stream);
  }

  release(length: number): void {
    this.taken += length;
    if (this.taken < WINDOW_STEP) return;
    this.widenOwn(this.taken);
    this.taken = 0;
  }

  /** Has the other end send more on the connection. */
  protected widenOwn(more: number): void {
    this.receiveWindow += more;
    this.widen(THE_CONNECTION, more);
  }

  /** The other end has less left of the connection's window. */
  protected narrowed(): void {}

  widen(stream: number, length: number): void {
    if (!this.over) this.output.number(WINDOW_UPDATE, stream, length);
  }

  /** Asks for a sign of life; {@link pingAnswered} is called when it comes. */
  protected ping(): void {
    this.output.control(PING, 0, 0, 8).bytes.fill(0, this.output.length - 8, this.output.length);
  }

  /** Says goodbye: streams above this one are not served. */
  protected goaway(lastStream: number, code: number): void {
    if (this.over) return;
    const { bytes, at } = this.output.control(GOAWAY, 0, 0, 8);
    bytes.writeUInt32BE(lastStream, at);
    bytes.writeUInt32BE(code, at + 4);
  }

  /** The connection's window is wider. @returns whether it is one that there can be */
  protected widened(more: number): boolean {
    this.sendWindow += more;
    if (this.sendWindow > LARGEST_WINDOW) return false;
    this.sendWaiting();
    return true;
  }

  private drained(): void {
    this.setStuck(false);
    this.sendWaiting();
  }

  protected setStuck(stuck: boolean): void {
    if (stuck === this.stuck) return;
    this.stuck = stuck;
    if (stuck) this.socket.pause();
    else this.socket.resume();
    this.stuckChanged(stuck);
  }

  /** Lets streams send that wait, in turns. */
  protected sendWaiting(): void {
    const held: MessageStream[] = [];
    for (const stream of this.waiting) {
      if (this.over || this.sendWindow <= 0 || this.backedUp) break;
      this.waiting.delete(stream);
      const more = stream.sendPending();
      if (stream.flushed || stream.closed) continue;
      if (more) this.waiting.add(stream);
      else held.push(stream);
    }
    for (const stream of held) if (!stream.closed) this.waiting.add(stream);
  }
}
