const EMPTY = Buffer.alloc(0);

/**
 * Reads numbers and length-prefixed vectors (RFC 8446 section 3) from front to back. A read past the end gives zero or
 * nothing and leaves `failed` set, so that a caller may look once after several reads.
 */
export class ByteCursor {
  private offset = 0;
  private overrun = false;

  constructor(private readonly bytes: Buffer) {}

  get failed(): boolean {
    return this.overrun;
  }

  get atEnd(): boolean {
    return this.offset === this.bytes.length;
  }

  skip(count: number): void {
    this.take(count);
  }

  uint8(): number {
    const at = this.take(1);
    return at < 0 ? 0 : this.bytes.readUInt8(at);
  }

  uint16(): number {
    const at = this.take(2);
    return at < 0 ? 0 : this.bytes.readUInt16BE(at);
  }

  /** The bytes after a length of one byte; a view, not a copy. */
  vector8(): Buffer {
    return this.vector(this.uint8());
  }

  /** The bytes after a length of two bytes; a view, not a copy. */
  vector16(): Buffer {
    return this.vector(this.uint16());
  }

  private vector(length: number): Buffer {
    const at = this.take(length);
    return at < 0 ? EMPTY : this.bytes.subarray(at, at + length);
  }

  /** Moves on and returns where it was; -1 where too few bytes are left. */
  private take(count: number): number {
    const at = this.offset;
    if (this.overrun || at + count > this.bytes.length) {
      this.overrun = true;
      return -1;
    }
    this.offset = at + count;
    return at;
  }
}
