import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The program on the path, or where Debian keeps those of the administrator; `undefined` where there is none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin"];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** The first match of `pattern` in what the program says of itself. */
export function versionOf(program: string, option: string, pattern: RegExp): string | undefined {
  const { stdout, stderr } = spawnSync(program, [option], { encoding: "utf8" });
  return pattern.exec(`${stdout}${stderr}`)?.[1];
}
