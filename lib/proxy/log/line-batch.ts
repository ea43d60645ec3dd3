/** Characters. A write goes to another thread and back: with a quarter of this they cost more than making the lines. */
const LARGEST_BATCH = 16 * 1024;
/** Milliseconds that a held line waits at most. */
const LONGEST_WAIT = 100;

/** Where batches go. */
export interface BatchTarget {
  /** Whether it takes nothing any more. */
  readonly destroyed?: boolean;
  write(text: string): unknown;
  /** Returns once everything is written. */
  flushSync(): void;
}

/**
 * Gathers lines that nobody waits for: to write each by itself costs more than to make it. A line that is written leaves
 * at once, behind those that were held before it.
 */
export class LineBatch {
  private held = "";
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly target: BatchTarget) {}

  /** @param line with its line break */
  write(line: string): void {
    this.held += line;
    this.send();
  }

  /** Writes it with those that follow, after {@link LONGEST_WAIT} at the latest. */
  hold(line: string): void {
    if (this.held.length + line.length > LARGEST_BATCH) this.send();
    this.held += line;
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
    const { held, target } = this;
    if (held === "" || target.destroyed === true) return;
    this.held = "";
    target.write(held);
  }
}
