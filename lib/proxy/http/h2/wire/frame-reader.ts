import { FRAME_HEAD } from "./frame";

/** Takes the frames of a connection one by one. */
export interface FrameTaker {
  /** The payload, from `start` to `end`, is lent for the call. */
  frame(type: number, flags: number, stream: number, payload: Buffer, start: number, end: number): void;
  /** A frame is larger than allowed. Nothing more is read. */
  oversized(): void;
}

/**
 * Cuts what a connection receives into frames, in whatever pieces it comes. A frame that came in one piece is read where
 * it lies; one that did not is put together first, so that a frame means the same however it is cut.
 */
export class FrameReader {
  /** A frame that has come in part; as large as is known to be needed. */
  private part: Buffer | undefined;
  private held = 0;
  private stopped = false;

  /** @param largest bytes that a payload may have */
  constructor(
    private readonly taker: FrameTaker,
    private readonly largest: number,
  ) {}

  /** Whether a frame has come in part. */
  get amidst(): boolean {
    return this.held > 0;
  }

  /** Reads nothing more. */
  stop(): void {
    this.stopped = true;
    this.part = undefined;
  }

  read(buffer: Buffer, start: number, end: number): void {
    let at = this.part === undefined ? start : this.fill(this.part, buffer, start, end);
    while (end - at >= FRAME_HEAD && !this.stopped) {
      const stop = at + this.sizeOf(buffer, at);
      if (stop > end) break;
      if (!this.stopped) this.pass(buffer, at, stop);
      at = stop;
    }
    if (at < end && !this.stopped) this.hold(buffer, at, end);
  }

  /** Completes a frame of which a part came before. @returns how far the bytes were taken */
  private fill(part: Buffer, buffer: Buffer, start: number, end: number): number {
    let frame = part;
    let at = start;
    if (this.held < FRAME_HEAD) {
      const stop = Math.min(end, at + FRAME_HEAD - this.held);
      at = this.keep(frame, buffer, at, stop);
      if (this.held < FRAME_HEAD) return at;
      const size = this.sizeOf(frame, 0);
      if (this.stopped) return end;
      if (size > frame.length) {
        frame = Buffer.allocUnsafe(size);
        part.copy(frame, 0, 0, FRAME_HEAD);
        this.part = frame;
      }
    }
    const stop = Math.min(end, at + frame.length - this.held);
    at = this.keep(frame, buffer, at, stop);
    if (this.held === frame.length) {
      this.part = undefined;
      this.held = 0;
      this.pass(frame, 0, frame.length);
    }
    return at;
  }

  private keep(frame: Buffer, buffer: Buffer, start: number, stop: number): number {
    buffer.copy(frame, this.held, start, stop);
    this.held += stop - start;
    return stop;
  }

  private hold(buffer: Buffer, start: number, end: number): void {
    const size = end - start < FRAME_HEAD ? FRAME_HEAD : this.sizeOf(buffer, start);
    this.part = Buffer.allocUnsafe(size);
    this.held = 0;
    this.keep(this.part, buffer, start, end);
  }

  /** The bytes of a frame by its first ones. What is too large ends the reading. */
  private sizeOf(bytes: Buffer, at: number): number {
    const length = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    if (length > this.largest) {
      this.stop();
      this.taker.oversized();
    }
    return FRAME_HEAD + length;
  }

  private pass(bytes: Buffer, at: number, stop: number): void {
    const stream = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
    this.taker.frame(bytes[at + 3] ?? 0, bytes[at + 4] ?? 0, stream, bytes, at + FRAME_HEAD, stop);
  }
}
