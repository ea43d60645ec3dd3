import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { IConstruct } from "constructs";

export const LOCK_FILE = "portico.lock.json";

const PROJECT_FILE = "cdktf.json";

/**
 * Where a lock file lies: relative to the folder of `cdktf.json`, which the CDKTF command line names in the context, or
 * else the nearest one at or above the working directory.
 */
export function lockPath(scope: IConstruct, file: string): string {
  const named: unknown = scope.node.tryGetContext("cdktfJsonPath");
  return resolve(typeof named === "string" ? dirname(named) : projectFolder(process.cwd()), file);
}

function projectFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, PROJECT_FILE))) return folder;
    if (dirname(folder) === folder) return start;
  }
}
