import { type StatsListener, unwatchFile, watchFile } from "node:fs";

/** Milliseconds between two looks. */
const INTERVAL = 250;
/** A change is reported after this many milliseconds, so that a file being written is read once it is whole. */
const SETTLE = 50;

/**
 * Notices when files change, by looking at them again and again: that alone sees writes in place, files renamed over
 * others and links that change their target, as a ConfigMap's do, on local and on network file systems.
 */
export class FileWatcher {
  private readonly watched = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly onChange: () => void) {}

  /** Watches these files from now on, and no others. */
  watch(files: readonly string[]): void {
    const wanted = new Set(files);
    for (const file of this.watched) if (!wanted.has(file)) this.remove(file);
    for (const file of wanted) if (!this.watched.has(file)) this.add(file);
  }

  close(): void {
    clearTimeout(this.timer);
    this.watch([]);
  }

  private readonly changed: StatsListener = () => {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onChange, SETTLE);
  };

  private add(file: string): void {
    this.watched.add(file);
    watchFile(file, { interval: INTERVAL, persistent: false }, this.changed);
  }

  private remove(file: string): void {
    this.watched.delete(file);
    unwatchFile(file, this.changed);
  }
}
