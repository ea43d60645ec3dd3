const FIRST_SIZE = 1024;

/**
 * Bytes that are kept as they come, in one piece: a body that comes in pieces of a byte must not take a hundred times
 * its size. What it takes is what has come, not what was announced.
 */
export class KeptBytes {
  private memory = Buffer.alloc(0);
  private length = 0;

  /** @param most bytes that are kept at most */
  constructor(private readonly most: number) {}

  /** @returns false where they are more than is kept: nothing is added then */
  add(buffer: Buffer, start: number, end: number): boolean {
    const length = this.length + end - start;
    if (length > this.most) return false;
    if (length > this.memory.length) this.grow(length);
    buffer.copy(this.memory, this.length, start, end);
    this.length = length;
    return true;
  }

  /** What was kept so far. */
  get bytes(): Buffer {
    return this.memory.subarray(0, this.length);
  }

  private grow(length: number): void {
    const size = Math.min(this.most, Math.max(length, 2 * this.memory.length, FIRST_SIZE));
    const memory = Buffer.allocUnsafeSlow(size);
    this.memory.copy(memory, 0, 0, this.length);
    this.memory = memory;
  }
}
