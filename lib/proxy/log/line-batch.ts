/** Bytes. A write goes to another thread and back: with a quarter of this they cost more than making the lines. */
const LARGEST_BATCH = 16 * 1024;
/** Milliseconds that a held line waits at most. */
const LONGEST_WAIT = 100;

/** Where batches go. */
export interface BatchTarget {
  /** Whether it takes nothing any more. */
  readonly destroyed?: boolean;
  write(bytes: Buffer): unknown;
  /** Returns once everything is written. */
  flushSync(): void;
}

/**
 * Gathers lines that nobody waits for: to write each by itself costs more than to make it. A line that is written leaves
 * at once, behind those that were held before it. They are gathered as bytes: text that is put together is kept in pieces
 * until it is written, and moved by the garbage collector meanwhile.
 */
export class LineBatch {
  private batch = Buffer.allocUnsafeSlow(LARGEST_BATCH);
  private length = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly target: BatchTarget) {}

  /** @param line with its line break */
  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.length + bytes.length <= LARGEST_BATCH) {
      this.length += bytes.copy(this.batch, this.length);
      this.send();
    } else {
      this.send();
      this.pass(bytes);
    }
  }

  /**
   * Writes it with those that follow, after {@link LONGEST_WAIT} at the latest.
   *
   * @param line in ASCII, with its line break
   */
  hold(line: string): void {
    if (line.length > LARGEST_BATCH) {
      this.write(line);
      return;
    }
    if (this.length + line.length > LARGEST_BATCH) this.send();
    this.length += this.batch.write(line, this.length, "latin1");
    // It runs on where a full batch has left: to look too early costs less than a timer for each batch.
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.send();
    }, LONGEST_WAIT).unref();
  }

  /** Returns once everything is written. */
  flush(): void {
    this.send();
    if (this.target.destroyed !== true) this.target.flushSync();
  }

  private send(): void {
    const { batch, length } = this;
    if (length === 0) return;
    // The target keeps what it is given until it is written.
    this.batch = Buffer.allocUnsafeSlow(LARGEST_BATCH);
    this.length = 0;
    this.pass(batch.subarray(0, length));
  }

  private pass(bytes: Buffer): void {
    if (this.target.destroyed !== true) this.target.write(bytes);
  }
}
