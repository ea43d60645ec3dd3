import { DATA, END_STREAM, GOAWAY, HEADERS, RST_STREAM, SETTINGS } from "../../../h2/frames";

const NO_ERROR = 0;
const LARGEST = 16_384;

/** What a client of HTTP/2 has received on a connection. */
export interface ReceivedFrames {
  /** Why what came is no sequence of frames. */
  readonly fault: string | undefined;
  /** Streams that the other end has ended. */
  readonly ended: number;
  /** The codes of streams that were reset, and of a connection that was ended, for an error. */
  readonly resets: readonly number[];
}

/** Reads all that came on a connection, up to its end; its last frame may be cut short. */
export function readFrames(bytes: Buffer): ReceivedFrames {
  const resets: number[] = [];
  const open = new Set<number>();
  const ended = new Set<number>();
  let fault: string | undefined;
  const complain = (what: string, stream: number): void => {
    fault ??= `${what} on stream ${stream}`;
  };
  if (bytes.length >= 9 && bytes[3] !== SETTINGS) complain("no settings first", 0);
  for (let at = 0; at + 9 <= bytes.length; ) {
    const length = bytes.readUIntBE(at, 3);
    const [type = 0, flags = 0] = bytes.subarray(at + 3, at + 5);
    const stream = bytes.readUInt32BE(at + 5);
    const payload = bytes.subarray(at + 9, at + 9 + length);
    at += 9 + length;
    if (length > LARGEST) complain("a frame that is too large", stream);
    if (at > bytes.length) break;
    if (type === HEADERS) open.add(stream);
    if (type === DATA && !open.has(stream)) complain("data before a head", stream);
    if (type === HEADERS || type === DATA) {
      if (ended.has(stream)) complain("more after the end", stream);
      if ((flags & END_STREAM) !== 0) ended.add(stream);
    }
    const code = type === RST_STREAM ? payload.readUInt32BE(0) : type === GOAWAY ? payload.readUInt32BE(4) : NO_ERROR;
    if (code !== NO_ERROR) resets.push(code);
  }
  return { fault, ended: ended.size, resets };
}
