import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { CliError } from "./cli-error";
import { isDeeperThan } from "./json-depth";

/** Stands for standard input, as elsewhere. */
const STANDARD_INPUT = "-";
/** Its descriptor. The stream of that name is not made for it: that alone would change how it is read. */
const STDIN = 0;
/** Mebibytes: longer than anything that is read here, and short enough to be held in memory several times. */
const LONGEST = 64;
const PIECE = 1024 * 1024;
const DEEPEST = 500;

/** What was read. */
export interface Document {
  /** What messages call it. */
  readonly name: string;
  readonly text: string;
}

/**
 * A file, or standard input where it is called `-`.
 *
 * @throws CliError where it cannot be read: that is bad usage
 */
export function readDocument(file: string): Document {
  if (file === "") throw new CliError(2, ["the name of a file is empty"]);
  const name = file === STANDARD_INPUT ? "standard input" : file;
  const bytes = readBytes(file, name);
  try {
    return { name, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    throw new CliError(2, [`${name}: is no text in UTF-8`]);
  }
}

/**
 * What JSON a document holds.
 *
 * @throws CliError where it is none, or nests too deeply
 */
export function parseJson({ name, text }: Document): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliError(2, [`${name}: is no JSON: ${(error as SyntaxError).message}`]);
  }
  checkDepth(name, value);
  return value;
}

/** @throws CliError where a document nests deeper than what goes from level to level by calls could follow */
export function checkDepth(name: string, value: unknown): void {
  if (isDeeperThan(DEEPEST, value)) throw new CliError(2, [`${name}: is nested too deeply`]);
}

/** Whether there is a folder of that name; what cannot be looked at is none. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The names in a folder, in order. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new CliError(2, [`${folder}: ${reasonOf(error)}`]);
  }
}

/** Pipes and devices have no length to be asked for, and may never end. */
function readBytes(file: string, name: string): Buffer {
  const pieces: Buffer[] = [];
  let length = 0;
  let handle: number | undefined;
  try {
    handle = file === STANDARD_INPUT ? STDIN : openSync(file, "r");
    for (;;) {
      const piece = readPiece(handle);
      if (piece.length === 0) return Buffer.concat(pieces);
      pieces.push(piece);
      length += piece.length;
      if (length > LONGEST * PIECE) throw new CliError(2, [`${name}: is longer than ${LONGEST} MiB`]);
    }
  } catch (error) {
    throw error instanceof CliError ? error : new CliError(2, [`${name}: ${reasonOf(error)}`]);
  } finally {
    if (handle !== undefined && file !== STANDARD_INPUT) closeSync(handle);
  }
}

function readPiece(handle: number): Buffer {
  const piece = Buffer.allocUnsafe(PIECE);
  for (;;) {
    try {
      return piece.subarray(0, readSync(handle, piece));
    } catch (error) {
      // Whoever writes to standard input is not that far.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EISDIR: "is a folder, not a file",
  EACCES: "may not be read",
  EPERM: "may not be read",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
