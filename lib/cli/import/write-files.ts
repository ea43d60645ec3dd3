import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { CliError } from "../cli-error";

/** A file to be written. */
export interface NewFile {
  readonly path: string;
  readonly content: string;
  /** Whether its owner alone may read it. */
  readonly isSecret: boolean;
  /** Whether what is there already says the same, and may stay. */
  isSame(content: string): boolean;
}

/**
 * Writes files, all or none as far as names go. One that is there already and says the same stays.
 *
 * @param force - whether files that are there already are replaced
 * @returns those that were written
 * @throws CliError where one is there and must stay, or cannot be written
 */
export function writeFiles(files: readonly NewFile[], force: boolean): readonly NewFile[] {
  const same = force ? [] : files.filter(isThere);
  const others = files.filter((file) => !same.includes(file));
  const taken = force ? [] : others.filter(({ path }) => existsSync(path));
  if (taken.length > 0) {
    throw new CliError(2, [
      ...taken.map(({ path }) => `${path}: is there already`),
      "nothing is written; move it away, or replace it with --force",
    ]);
  }
  for (const { path, isSecret } of same) if (isSecret) chmodSync(path, SECRET);
  for (const { path, content, isSecret } of others) write(path, content, isSecret ? SECRET : 0o666);
  return others;
}

const SECRET = 0o600;

function isThere({ path, isSame }: NewFile): boolean {
  try {
    return isSame(readFileSync(path, "utf8"));
  } catch {
    return false;
  }
}

/** Under another name first: what is replaced may be readable to others, or lead elsewhere. */
function write(path: string, content: string, mode: number): void {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(draft, content, { mode, flag: "wx" });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new CliError(1, [`${path}: cannot be written: ${reasonOf(error as NodeJS.ErrnoException)}`]);
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT" || code === "ENOTDIR") return "its folder does not exist";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "its folder does not allow it";
  return message;
}
