import { CONTINUATION, DATA, END_HEADERS, END_STREAM, FRAME_HEAD, HEADERS } from "./frame";

/** Four full frames with their heads, and a few small ones. */
const SIZE = 66 * 1024;
const SPARES = 64;

/** Memory that no connection has anything in. */
const spares: Buffer[] = [];

/** Where frames go once they leave. */
export interface FrameSink {
  /** Something gathers that is to leave. */
  gathers(): void;
  /** @returns whether the bytes are not needed any more: else they must stay as they are */
  send(bytes: Buffer): boolean;
}

/**
 * Frames on their way: they gather until somebody has them leave, in one piece. What has not left may still be added to:
 * data goes on in the frame before it, and a frame becomes the last of its stream where that is known only afterwards.
 */
export class FrameOutput {
  /** Bytes that have not left. */
  length = 0;
  /** Counts how often what was gathered has left. */
  departures = 0;
  private bytes: Buffer | undefined;
  /** Where the latest frame of data begins, if nothing came after it. */
  private lastData = -1;
  private lastDataStream = 0;

  constructor(private readonly sink: FrameSink) {}

  /** Has everything leave. */
  flush(): void {
    const { bytes, length } = this;
    if (bytes === undefined) return;
    this.bytes = undefined;
    this.length = 0;
    this.lastData = -1;
    this.departures += 1;
    const free = length === 0 || this.sink.send(bytes.subarray(0, length));
    if (free && spares.length < SPARES) spares.push(bytes);
  }

  /** Drops everything that has not left. */
  drop(): void {
    const { bytes } = this;
    this.bytes = undefined;
    this.length = 0;
    this.lastData = -1;
    this.departures += 1;
    if (bytes !== undefined && spares.length < SPARES) spares.push(bytes);
  }

  /** A frame whose payload is at most four numbers of 32 bits. @returns where the payload is to be put */
  control(
    type: number,
    flags: number,
    stream: number,
    length: number,
  ): { readonly bytes: Buffer; readonly at: number } {
    const bytes = this.room(FRAME_HEAD + length);
    const at = this.head(bytes, length, type, flags, stream) + FRAME_HEAD;
    return { bytes, at };
  }

  /** A frame of a number of 32 bits. */
  number(type: number, stream: number, value: number): void {
    const { bytes, at } = this.control(type, 0, stream, 4);
    bytes.writeUInt32BE(value >>> 0, at);
  }

  /** A frame that is no field block and no data. */
  payload(type: number, flags: number, stream: number, payload: Buffer, start: number, end: number): void {
    const { bytes, at } = this.control(type, flags, stream, end - start);
    payload.copy(bytes, at, start, end);
  }

  /**
   * A block of fields, in as many frames as it takes.
   *
   * @param frameSize bytes that a payload may have
   * @returns where its first frame begins, for {@link endStreamAt}
   */
  fields(stream: number, flags: number, block: Buffer, length: number, frameSize: number): number {
    let bytes = this.room(Math.min(length, frameSize) + FRAME_HEAD);
    const ends = length <= frameSize ? END_HEADERS : 0;
    const first = this.head(bytes, Math.min(length, frameSize), HEADERS, flags | ends, stream);
    block.copy(bytes, first + FRAME_HEAD, 0, Math.min(length, frameSize));
    if (ends !== 0) return first;
    const { departures } = this;
    for (let at = frameSize; at < length; at += frameSize) {
      const stop = Math.min(length, at + frameSize);
      bytes = this.room(stop - at + FRAME_HEAD);
      const place = this.head(bytes, stop - at, CONTINUATION, stop === length ? END_HEADERS : 0, stream);
      block.copy(bytes, place + FRAME_HEAD, at, stop);
    }
    return departures === this.departures ? first : -1;
  }

  /**
   * Data of a stream, in one frame: that before it, where there is room in it.
   *
   * @returns where the frame begins, for {@link endStreamAt}
   */
  data(stream: number, buffer: Buffer, start: number, end: number, frameSize: number): number {
    const { bytes: before, lastData } = this;
    const length = end - start;
    if (before !== undefined && lastData >= 0 && this.lastDataStream === stream && SIZE - this.length >= length) {
      const together = this.length - lastData - FRAME_HEAD + length;
      if (together <= frameSize) {
        buffer.copy(before, this.length, start, end);
        this.length += length;
        writeLength(before, lastData, together);
        return lastData;
      }
    }
    const bytes = this.room(FRAME_HEAD + length);
    const at = this.head(bytes, length, DATA, 0, stream);
    buffer.copy(bytes, at + FRAME_HEAD, start, end);
    this.lastData = at;
    this.lastDataStream = stream;
    return at;
  }

  /** Has a frame be the last of its stream. It must not have left. */
  endStreamAt(at: number): void {
    const { bytes } = this;
    if (bytes === undefined) return;
    bytes[at + 4] = (bytes[at + 4] ?? 0) | END_STREAM;
    if (at === this.lastData) this.lastData = -1;
  }

  private room(size: number): Buffer {
    if (this.bytes !== undefined && SIZE - this.length < size) this.flush();
    if (this.bytes === undefined) {
      this.bytes = spares.pop() ?? Buffer.allocUnsafeSlow(SIZE);
      this.sink.gathers();
    }
    return this.bytes;
  }

  private head(bytes: Buffer, length: number, type: number, flags: number, stream: number): number {
    const at = this.length;
    writeLength(bytes, at, length);
    bytes[at + 3] = type;
    bytes[at + 4] = flags;
    bytes[at + 5] = stream >>> 24;
    bytes[at + 6] = stream >>> 16;
    bytes[at + 7] = stream >>> 8;
    bytes[at + 8] = stream;
    this.length = at + FRAME_HEAD + length;
    this.lastData = -1;
    return at;
  }
}

function writeLength(bytes: Buffer, at: number, length: number): void {
  bytes[at] = length >>> 16;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length;
}
