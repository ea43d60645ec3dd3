import { AsciiText } from "./ascii-text";

/** Bytes. A write goes to another thread and back: with a quarter of this that costs 3 % of a small request. */
const BATCH_SIZE = 64 * 1024;
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
  private text = emptyText(BATCH_SIZE);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly target: BatchTarget) {}

  /** @param line with its line break */
  write(line: string): void {
    const bytes = Buffer.from(line);
    this.add(bytes.length, (text) => text.addBytes(bytes));
    this.flush();
  }

  /**
   * Writes a line with those that follow, after {@link LONGEST_WAIT} at the latest.
   *
   * @param most bytes that it may take
   * @param add adds it, with its line break
   */
  hold(most: number, add: (text: AsciiText) => void): void {
    this.add(most, add);
    // It runs on where a full batch has left: to look too early costs less than a timer for each batch.
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, LONGEST_WAIT).unref();
  }

  /** Writes what is held now. */
  flush(): void {
    const { bytes, length } = this.text;
    if (length === 0) return;
    // The target keeps what it is given until it is written.
    this.text = emptyText(BATCH_SIZE);
    if (this.target.destroyed !== true) this.target.write(bytes.subarray(0, length));
  }

  /**
   * Returns once everything is written, but for a batch that another thread writes already: the process does not end
   * before that, but it may come behind the others.
   */
  flushSync(): void {
    this.flush();
    if (this.target.destroyed !== true) this.target.flushSync();
  }

  private add(most: number, add: (text: AsciiText) => void): void {
    if (most > this.room) this.flush();
    if (most > this.room) this.text = emptyText(most);
    add(this.text);
  }

  private get room(): number {
    return this.text.bytes.length - this.text.length;
  }
}

function emptyText(size: number): AsciiText {
  return new AsciiText(Buffer.allocUnsafeSlow(size));
}
