import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseInSteps, reasonOf } from "../../../topology";
import { inTurns } from "../../time";
import type { Emission, Provider } from "../provider";
import { FileWatcher } from "./file-watcher";

/** A Topology in a file. */
export class FileProvider implements Provider {
  readonly name = "file";
  private readonly path: string;
  private readonly watcher = new FileWatcher(() => void this.reload());
  private emit: (emission: Emission) => void = () => {};
  private last: Promise<void> = Promise.resolve();
  /** Has not begun yet. */
  private next: Promise<void> | undefined;

  constructor(private readonly file: string) {
    this.path = resolve(file);
  }

  start(emit: (emission: Emission) => void): void {
    this.emit = emit;
    this.watch([]);
    void this.reload();
  }

  /** One look after the other. Who asks for one before the next has begun is served by that. */
  reload(): Promise<void> {
    if (this.next !== undefined) return this.next;
    const next = this.last.then(() => {
      this.next = undefined;
      return this.look();
    });
    this.last = next;
    this.next = next;
    return next;
  }

  watch(files: readonly string[]): void {
    this.watcher.watch([this.path, ...files]);
  }

  close(): void {
    this.watcher.close();
    this.emit = () => {};
  }

  private async look(): Promise<void> {
    this.emit(await this.read());
  }

  private async read(): Promise<Emission> {
    try {
      return await inTurns(parseInSteps(readFileSync(this.path, "utf8")));
    } catch (error) {
      const message = `${this.file} ${reasonOf(error)}`;
      const remedy = "name a file that exists and may be read";
      return { diagnostics: [{ code: "unreadable-file", severity: "error", path: "", message, remedy }] };
    }
  }
}
