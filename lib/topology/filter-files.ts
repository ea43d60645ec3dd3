import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Diagnostic } from "./diagnostic";
import { reasonOf } from "./file-fault";
import type { Topology } from "./model";
import { type NamedFile, namedFiles } from "./named-files";
import type { Draft } from "./structure";
import { isUserFault, parseUserEntry, userLines } from "./user-entry";
import { quoted } from "./wording";

/** The files that filters name, each once, in full. */
export function filterFiles(topology: Draft<Topology>, baseDir: string): readonly string[] {
  return [...new Set(namedByFilters(topology).map(({ file }) => resolve(baseDir, file)))];
}

/**
 * Reads the files that filters name and says which cannot be used.
 *
 * @param baseDir - where relative paths start: the folder of the Topology's file
 */
export function checkFilterFiles(topology: Draft<Topology>, baseDir: string): Diagnostic[] {
  return namedByFilters(topology).flatMap((named) => checkFile(named, resolve(baseDir, named.file)));
}

function checkFile({ path, file, holds }: NamedFile, fullPath: string): Diagnostic[] {
  let text: string;
  try {
    text = readFileSync(fullPath, "utf8");
  } catch (error) {
    const message = `${quoted(file)} ${reasonOf(error)}`;
    return [{ code: "unreadable-file", severity: "error", path, message, remedy: `looked for ${fullPath}` }];
  }
  return holds === "users" ? checkUsers(text, file, path) : [];
}

function checkUsers(text: string, file: string, path: string): Diagnostic[] {
  const lines = userLines(text);
  const error = (message: string, remedy: string): Diagnostic => ({
    code: "invalid-user",
    severity: "error",
    path,
    message,
    remedy,
  });
  if (lines.length === 0) return [error(`${quoted(file)} names no user`, 'add one with "htpasswd -B FILE NAME"')];
  return lines.flatMap(({ line, number }) => {
    const entry = parseUserEntry(line);
    return isUserFault(entry) ? [error(`line ${number} of ${quoted(file)} ${entry.reason}`, entry.remedy)] : [];
  });
}

function namedByFilters(topology: Draft<Topology>): readonly NamedFile[] {
  return namedFiles(topology).filter(({ holds }) => holds === "users" || holds === "page");
}
