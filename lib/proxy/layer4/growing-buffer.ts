/**
 * Bytes that arrive in pieces. One piece alone is kept as it is; more are copied together, doubling, so that a byte at
 * a time costs no more than linear time.
 */
export class GrowingBuffer {
  #bytes: Buffer | undefined;
  #length = 0;
  #owned = false;

  get length(): number {
    return this.#length;
  }

  append(piece: Buffer): void {
    if (this.#bytes === undefined) {
      this.#bytes = piece;
      this.#length = piece.length;
      return;
    }
    const length = this.#length + piece.length;
    if (!this.#owned || length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#length));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
      this.#owned = true;
    }
    piece.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /** All so far; a view that holds until the next `append`. */
  view(): Buffer {
    return (this.#bytes ?? EMPTY).subarray(0, this.#length);
  }
}

const EMPTY = Buffer.alloc(0);
