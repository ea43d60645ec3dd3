/** What small pieces share. */
const ROOM = 1024;

/**
 * Bytes that wait, in the order in which they came. Small pieces share memory: a byte that comes in a frame of its own
 * must not take a hundred times as much here.
 */
export class ByteQueue {
  /** Bytes in all. */
  length = 0;
  private pieces: Buffer[] = [];
  /** Where the bytes of the first piece begin, and those of the last one end. */
  private start = 0;
  private stop = 0;

  /** The first bytes, with what has come before and after them; `undefined` where there are none. */
  get first(): Buffer | undefined {
    return this.pieces[0];
  }

  /** Where in {@link first} they begin, */
  get firstStart(): number {
    return this.start;
  }

  /** and where they end. */
  get firstEnd(): number {
    return this.pieces.length === 1 ? this.stop : (this.pieces[0]?.length ?? 0);
  }

  /** Adds a copy of these. */
  add(buffer: Buffer, start: number, end: number): void {
    this.length += end - start;
    let at = start;
    const last = this.pieces.at(-1);
    if (last !== undefined) {
      at = Math.min(end, start + last.length - this.stop);
      this.stop += buffer.copy(last, this.stop, start, at);
    }
    if (at === end) return;
    const piece = Buffer.allocUnsafe(Math.max(end - at, ROOM));
    this.stop = buffer.copy(piece, 0, at, end);
    this.pieces.push(piece);
  }

  /** Drops so many of the first bytes; no more than there are in {@link first}. */
  remove(count: number): void {
    this.length -= count;
    this.start += count;
    if (this.start < this.firstEnd) return;
    this.pieces.shift();
    this.start = 0;
  }

  clear(): void {
    this.pieces = [];
    this.length = 0;
    this.start = 0;
  }
}
