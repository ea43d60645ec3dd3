/** Streams that are remembered: more than there are on the way at one time. */
const REMEMBERED = 1024;
const GAPS = 64;

/** Who has reset a stream. */
export type Resetter = "peer" | "us";

/**
 * What is known of streams that are over. Those that have ended as they should need no memory; of those that were reset
 * frames may still be on their way, and numbers that were never used differ from those that were.
 */
export class ClosedStreams {
  private readonly resets = new Map<number, Resetter>();
  /** The first and last of numbers that were passed over, in turn. */
  private readonly gaps: number[] = [];
  /** Up to this number resets may have been forgotten. */
  private forgotten = 0;

  reset(stream: number, by: Resetter): void {
    if (this.resets.size >= REMEMBERED) {
      const [oldest] = this.resets.keys();
      if (oldest !== undefined) {
        this.resets.delete(oldest);
        this.forgotten = Math.max(this.forgotten, oldest);
      }
    }
    this.resets.set(stream, by);
  }

  /**
   * Who has reset it; `undefined` where it has ended otherwise. What is not known any more may have been reset here: a
   * connection that others share must not end for it.
   */
  resetBy(stream: number): Resetter | undefined {
    const known = this.resets.get(stream);
    if (known !== undefined || stream > this.forgotten || this.wasSkipped(stream)) return known;
    return "us";
  }

  /** The numbers from one to another were passed over: their streams are closed, and never were open. */
  skipped(first: number, last: number): void {
    if (this.gaps.length < 2 * GAPS) this.gaps.push(first, last);
  }

  wasSkipped(stream: number): boolean {
    for (let index = 0; index < this.gaps.length; index += 2) {
      if (stream >= (this.gaps[index] ?? 0) && stream <= (this.gaps[index + 1] ?? 0)) return true;
    }
    return false;
  }
}
