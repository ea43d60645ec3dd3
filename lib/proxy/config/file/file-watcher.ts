import { type BigIntStats, stat, statSync } from "node:fs";

/** Milliseconds between two looks. */
const INTERVAL = 250;
/** A change is reported after this many milliseconds, so that a file being written is read once it is whole. */
const SETTLE = 50;

/**
 * Notices when files change, by looking at them again and again: that alone sees writes in place, files renamed over
 * others and links that change their target, as a ConfigMap's do, on local and on network file systems.
 *
 * How a file stands is noted when it is added: whoever reads it after that misses no change.
 */
export class FileWatcher {
  private readonly marks = new Map<string, string>();
  private poll: NodeJS.Timeout | undefined;
  private report: NodeJS.Timeout | undefined;

  constructor(private readonly onChange: () => void) {}

  /** Watches these files from now on, and no others. */
  watch(files: readonly string[]): void {
    const wanted = new Set(files);
    for (const file of this.marks.keys()) if (!wanted.has(file)) this.marks.delete(file);
    for (const file of wanted) if (!this.marks.has(file)) this.marks.set(file, currentMark(file));
    if (this.marks.size > 0) this.poll ??= setInterval(() => this.look(), INTERVAL).unref();
    else this.stop();
  }

  close(): void {
    clearTimeout(this.report);
    this.watch([]);
  }

  private look(): void {
    for (const file of this.marks.keys()) {
      stat(file, { bigint: true }, (_error, stats) => this.compare(file, markOf(stats)));
    }
  }

  private compare(file: string, mark: string): void {
    const before = this.marks.get(file);
    if (before === undefined || before === mark) return;
    this.marks.set(file, mark);
    clearTimeout(this.report);
    this.report = setTimeout(this.onChange, SETTLE);
  }

  private stop(): void {
    clearInterval(this.poll);
    this.poll = undefined;
  }
}

function currentMark(file: string): string {
  try {
    return markOf(statSync(file, { bigint: true }));
  } catch {
    return markOf(undefined);
  }
}

/** What differs when a file was written or replaced; the same for every file that cannot be looked at. */
function markOf(stats: BigIntStats | undefined): string {
  return stats === undefined ? "" : `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}
