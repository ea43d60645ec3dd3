import { CR, FIELD_TEXT, LF } from "./characters";
import type { HeadFault, HeadLimits } from "./head-parser";
import { TrailerParser } from "./trailer-parser";

/** Takes the bytes of a body as they are found. They are only lent: the buffer is used again after the call. */
export interface BodySink {
  bodyBytes(buffer: Buffer, start: number, end: number): void;
}

const SIZE = 0;
const EXTENSION = 1;
const SIZE_LF = 2;
const DATA = 3;
const DATA_CR = 4;
const DATA_LF = 5;
const TRAILERS = 6;
const DONE = 7;

/** Hex digits of a size: as many as a number holds exactly, and nothing is ever rounded. */
const DIGITS = 13;
/** Of all extensions of a body together: nobody uses them, and they are dropped. */
const EXTENSION_BYTES = 4096;
const TRAILER_BYTES = 8192;
const SEMICOLON = 0x3b;

/** Reads a chunked body (RFC 9112 section 7.1), in whatever pieces it comes. */
export class ChunkedDecoder {
  fault: HeadFault | undefined;
  private state = SIZE;
  private size = 0;
  private digits = 0;
  private extensionBytes = 0;
  private readonly trailerParser: TrailerParser;

  constructor(limits: Pick<HeadLimits, "fieldCount">) {
    this.trailerParser = new TrailerParser({ head: TRAILER_BYTES, fieldCount: limits.fieldCount, target: 0 });
  }

  get done(): boolean {
    return this.state === DONE;
  }

  /** Its fields are complete once the body is. */
  get trailers(): TrailerParser {
    return this.trailerParser;
  }

  /** @returns how far it was read: up to the body's end, a fault, or all of it */
  read(buffer: Buffer, start: number, end: number, sink: BodySink): number {
    let at = start;
    while (at < end && this.state !== DONE) {
      if (this.state === DATA) {
        const stop = Math.min(end, at + this.size);
        this.size -= stop - at;
        sink.bodyBytes(buffer, at, stop);
        at = stop;
        if (this.size === 0) this.state = DATA_CR;
      } else if (this.state === TRAILERS) {
        at = this.trailerParser.read(buffer, at, end);
        this.fault = this.trailerParser.fault;
        if (this.trailerParser.complete) this.state = DONE;
      } else {
        this.framing(buffer[at] ?? 0);
        at += 1;
      }
      if (this.fault !== undefined) return at;
    }
    return at;
  }

  private framing(code: number): void {
    switch (this.state) {
      case SIZE:
        this.sizeByte(code);
        break;
      case EXTENSION:
        this.extensionBytes += 1;
        if (code === CR) this.state = SIZE_LF;
        else if (FIELD_TEXT[code] === 0) this.fail("an extension of a chunk holds a control character");
        else if (this.extensionBytes > EXTENSION_BYTES) this.fail("the extensions of chunks are too large");
        break;
      case SIZE_LF:
        if (code !== LF) this.fail("the size of a chunk does not end with CRLF");
        else this.state = this.size === 0 ? TRAILERS : DATA;
        break;
      case DATA_CR:
        if (code !== CR) this.fail("a chunk is longer than its size");
        else this.state = DATA_LF;
        break;
      default:
        if (code !== LF) this.fail("a chunk does not end with CRLF");
        this.digits = 0;
        this.state = SIZE;
    }
  }

  private sizeByte(code: number): void {
    const digit = hexDigit(code);
    if (digit >= 0) {
      this.size = 16 * this.size + digit;
      this.digits += 1;
      if (this.digits > DIGITS) this.fail("the size of a chunk is too large");
    } else if (this.digits === 0) {
      this.fail("the size of a chunk is not a hexadecimal number");
    } else if (code === CR) {
      this.state = SIZE_LF;
    } else if (code === SEMICOLON) {
      this.state = EXTENSION;
    } else {
      this.fail("the size of a chunk is not a hexadecimal number");
    }
  }

  private fail(reason: string): void {
    this.fault = { status: 400, reason };
  }
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
