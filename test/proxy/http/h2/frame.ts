/** What a client begins with (RFC 9113 section 3.4). */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** Types of frames (RFC 9113 section 6). */
export const DATA = 0;
export const HEADERS = 1;
export const PRIORITY = 2;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PING = 6;
export const GOAWAY = 7;
export const WINDOW_UPDATE = 8;
export const CONTINUATION = 9;

export const ACK = 1;
export const END_STREAM = 1;
export const END_HEADERS = 4;
export const PADDED = 8;
export const HAS_PRIORITY = 0x20;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Cuts what comes into frames. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);

  /** @param skipped bytes before the first frame */
  constructor(private skipped = 0) {}

  read(piece: Buffer): readonly Frame[] {
    const skip = Math.min(this.skipped, piece.length);
    this.skipped -= skip;
    this.rest = Buffer.concat([this.rest, piece.subarray(skip)]);
    const frames: Frame[] = [];
    while (this.rest.length >= 9 && this.rest.length >= 9 + this.rest.readUIntBE(0, 3)) {
      const { rest } = this;
      const end = 9 + rest.readUIntBE(0, 3);
      const stream = rest.readUInt32BE(5) & 0x7fff_ffff;
      frames.push({ type: rest[3] ?? 0, flags: rest[4] ?? 0, stream, payload: rest.subarray(9, end) });
      this.rest = rest.subarray(end);
    }
    return frames;
  }
}
