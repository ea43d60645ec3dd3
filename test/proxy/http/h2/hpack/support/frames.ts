import {
  CONTINUATION,
  END_HEADERS,
  END_STREAM,
  type Frame,
  frame,
  HAS_PRIORITY,
  HEADERS,
  PADDED,
  SETTINGS,
} from "../../frame";

/** Why a connection is ended whose fields cannot be read (RFC 9113 section 7). */
export const COMPRESSION_ERROR = 9;

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

/** Puts the pieces of field blocks together. */
export class BlockReader {
  private pieces: Buffer[] = [];

  /** The block that a frame completes. */
  take({ type, flags, payload }: Frame): Buffer | undefined {
    if (type === HEADERS) {
      const padding = flags & PADDED ? (payload[0] ?? 0) : 0;
      const start = (flags & PADDED ? 1 : 0) + (flags & HAS_PRIORITY ? 5 : 0);
      this.pieces = [payload.subarray(start, payload.length - padding)];
    } else if (type === CONTINUATION) {
      this.pieces.push(payload);
    } else {
      return undefined;
    }
    return flags & END_HEADERS ? Buffer.concat(this.pieces) : undefined;
  }
}
