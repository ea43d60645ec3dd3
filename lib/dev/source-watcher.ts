import { createHash } from "node:crypto";
import { type FSWatcher, readdirSync, readFileSync, statSync, watch } from "node:fs";
import { join, relative } from "node:path";

/** Folders of which the app's sources are none: what is installed, and what cdktf writes. */
const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", "cdktf.out", ".terraform", "coverage"]);

/** Milliseconds without another change after which changes are told of. An editor saves in several steps. */
const QUIET = 150;
/** Of longer files the time of the last change counts, not what they hold. */
const LONGEST = 4 * 1024 * 1024;

/**
 * Tells of changes to the files below a folder. A file that is written again as it was has not changed, so that an app
 * which writes files of its own is not told of them for ever.
 */
export class SourceWatcher {
  private readonly watchers = new Map<string, FSWatcher>();
  private state: ReadonlyMap<string, string>;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  /**
   * @param onChange - gets the files that are other than before, from the folder on
   * @param onFailure - gets why some of them cannot be watched, once
   */
  constructor(
    private readonly folder: string,
    private readonly onChange: (files: readonly string[]) => void,
    private onFailure: ((reason: string) => void) | undefined,
  ) {
    this.state = this.look();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private touched(): void {
    if (this.isClosed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.compare(), QUIET);
  }

  private compare(): void {
    const before = this.state;
    this.state = this.look();
    const names = new Set([...before.keys(), ...this.state.keys()]);
    const changed = [...names].filter((name) => before.get(name) !== this.state.get(name)).sort();
    if (changed.length > 0) this.onChange(changed.map((file) => relative(this.folder, file)));
  }

  /** What each file holds, in short; folders that are new are watched from then on, and gone ones no more. */
  private look(): ReadonlyMap<string, string> {
    const state = new Map<string, string>();
    const folders = new Set<string>();
    const visit = (folder: string): void => {
      // Watched before it is read: what comes in between is seen by either.
      this.watchFolder(folder);
      folders.add(folder);
      for (const entry of entriesOf(folder)) {
        if (isHidden(entry.name)) continue;
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (!LEFT_OUT.has(entry.name)) visit(path);
        } else {
          const print = fingerprint(path);
          if (print !== undefined) state.set(path, print);
        }
      }
    };
    visit(this.folder);
    for (const [folder, watcher] of this.watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    return state;
  }

  private watchFolder(folder: string): void {
    if (this.watchers.has(folder)) return;
    try {
      const watcher = watch(folder, () => this.touched());
      watcher.on("error", () => {
        watcher.close();
        this.watchers.delete(folder);
        this.touched();
      });
      this.watchers.set(folder, watcher);
    } catch (error) {
      this.onFailure?.(error instanceof Error ? error.message : String(error));
      this.onFailure = undefined;
    }
  }
}

/** Folders of version control and of editors, and files that editors keep for themselves. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || name.startsWith("#") || name.endsWith("~") || /\.(?:sw[a-z]|tmp)$/.test(name);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It is gone again.
    return [];
  }
}

function fingerprint(file: string): string | undefined {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return undefined;
    if (stats.size > LONGEST) return `${stats.size} ${stats.mtimeMs}`;
    return createHash("sha1").update(readFileSync(file)).digest("base64");
  } catch {
    return undefined;
  }
}
