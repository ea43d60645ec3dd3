import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseTopology } from "../../../topology";
import { messageOf } from "../../errors";
import type { Emission, Provider } from "../provider";
import { FileWatcher } from "./file-watcher";

/** A Topology in a file. */
export class FileProvider implements Provider {
  readonly name = "file";
  private readonly path: string;
  private readonly watcher = new FileWatcher(() => this.reload());
  private emit: (emission: Emission) => void = () => {};

  constructor(private readonly file: string) {
    this.path = resolve(file);
  }

  start(emit: (emission: Emission) => void): void {
    this.emit = emit;
    this.watch([]);
    this.reload();
  }

  reload(): void {
    this.emit(this.read());
  }

  watch(files: readonly string[]): void {
    this.watcher.watch([this.path, ...files]);
  }

  close(): void {
    this.watcher.close();
    this.emit = () => {};
  }

  private read(): Emission {
    try {
      return parseTopology(readFileSync(this.path, "utf8"));
    } catch (error) {
      const message = `${this.file} cannot be read: ${messageOf(error)}`;
      const remedy = "name a file that exists and may be read";
      return { diagnostics: [{ code: "unreadable-file", severity: "error", path: "", message, remedy }] };
    }
  }
}
