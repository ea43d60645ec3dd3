const EMPTY = Buffer.alloc(0);

/**
 * Bytes that arrive in pieces. One piece alone is kept as it is; more are copied together, doubling, so that a byte at
 * a time costs no more than linear time.
 */
export class GrowingBuffer {
  private bytes: Buffer | undefined;
  private used = 0;
  private owned = false;

  append(piece: Buffer): void {
    if (this.bytes === undefined) {
      this.bytes = piece;
      this.used = piece.length;
      return;
    }
    const length = this.used + piece.length;
    if (!this.owned || length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.used));
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
      this.owned = true;
    }
    piece.copy(this.bytes, this.used);
    this.used = length;
  }

  /** All so far; a view that holds until the next `append`. */
  view(): Buffer {
    return (this.bytes ?? EMPTY).subarray(0, this.used);
  }
}
