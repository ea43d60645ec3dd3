import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { formatLock, type LockDocument, parseLock } from "./lock-file";

/** A lock file on disk. */
export class LockStore {
  constructor(readonly file: string) {}

  /**
   * @returns an empty document where there is no file
   * @throws SyntaxError where the file is not one that can be read
   */
  read(): LockDocument {
    const text = this.text();
    return text === undefined ? new Map() : parseLock(text);
  }

  /** Replaces the file as a whole, and only where its text changes: a reader sees the old one or the new one. */
  write(document: LockDocument): void {
    const text = formatLock(document);
    const before = this.text();
    if (text === before || (before === undefined && document.size === 0)) return;
    const temporary = `${this.file}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, text);
      renameSync(temporary, this.file);
    } catch (error) {
      rmSync(temporary, { force: true });
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`the priorities of listener rules cannot be kept in ${this.file}: ${reason}`);
    }
  }

  private text(): string | undefined {
    return existsSync(this.file) ? readFileSync(this.file, "utf8") : undefined;
  }
}
