/** Just enough of HTTP/2's frames (RFC 9113, section 4) to carry field blocks to a peer, and to find them in what it sends. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export const HEADERS = 1;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PING = 6;
export const GOAWAY = 7;
export const CONTINUATION = 9;

export const ACK = 1;
export const END_STREAM = 1;
export const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY = 32;

export const COMPRESSION_ERROR = 9;
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** SETTINGS_HEADER_TABLE_SIZE alone. */
export function tableSizeSettings(size: number): Buffer {
  const payload = Buffer.alloc(6);
  payload.writeUInt16BE(1, 0);
  payload.writeUInt32BE(size, 2);
  return frame(SETTINGS, 0, 0, payload);
}

/** A message without a body. */
export function headers(stream: number, block: Buffer): Buffer {
  return frame(HEADERS, END_STREAM | END_HEADERS, stream, block);
}

/** Cuts what comes into frames. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);

  /** @param skipped octets before the first frame */
  constructor(private skipped = 0) {}

  read(piece: Buffer): readonly Frame[] {
    this.rest = Buffer.concat([this.rest, piece]);
    const skip = Math.min(this.skipped, this.rest.length);
    this.skipped -= skip;
    this.rest = this.rest.subarray(skip);
    const frames: Frame[] = [];
    while (this.rest.length >= 9 && this.rest.length >= 9 + this.rest.readUIntBE(0, 3)) {
      const end = 9 + this.rest.readUIntBE(0, 3);
      frames.push({
        type: this.rest[3] ?? 0,
        flags: this.rest[4] ?? 0,
        stream: this.rest.readUInt32BE(5) & 0x7fffffff,
        payload: this.rest.subarray(9, end),
      });
      this.rest = this.rest.subarray(end);
    }
    return frames;
  }
}

/** Puts the pieces of field blocks together. */
export class BlockReader {
  private pieces: Buffer[] = [];

  /** The block that a frame completes. */
  take({ type, flags, payload }: Frame): Buffer | undefined {
    if (type === HEADERS) {
      const padding = flags & PADDED ? (payload[0] ?? 0) : 0;
      const start = (flags & PADDED ? 1 : 0) + (flags & PRIORITY ? 5 : 0);
      this.pieces = [payload.subarray(start, payload.length - padding)];
    } else if (type === CONTINUATION) {
      this.pieces.push(payload);
    } else {
      return undefined;
    }
    return flags & END_HEADERS ? Buffer.concat(this.pieces) : undefined;
  }
}
