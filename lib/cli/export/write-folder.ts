import { mkdir, open, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileNameOf, type KubernetesObject, toYaml } from "../../export";
import { CliError } from "../cli-error";

/** The first line of each file, by which a later export knows its own. */
const MARK = "# Written by portico export: changes are lost at the next one.\n";

/**
 * Writes a file for each object, and takes away those that an earlier export wrote for objects that are gone.
 *
 * @returns what was done, as a line
 * @throws CliError where that is not possible
 */
export async function writeFolder(folder: string, objects: readonly KubernetesObject[]): Promise<string> {
  try {
    return await write(folder, objects);
  } catch (error) {
    throw new CliError(1, [`${folder}: cannot be written: ${reasonOf(error as NodeJS.ErrnoException)}`]);
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code === "EEXIST" || code === "ENOTDIR" ? "it is a file, or below one, and no folder" : message;
}

async function write(folder: string, objects: readonly KubernetesObject[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  const files = new Map(objects.map((object) => [fileNameOf(object), `${MARK}${toYaml(object)}`]));
  const gone = (await ownFiles(folder)).filter((name) => !files.has(name));
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  for (const name of gone) await rm(join(folder, name));
  const removed = gone.length === 0 ? "" : `; removed ${gone.join(", ")}`;
  return `wrote ${files.size} ${files.size === 1 ? "file" : "files"} to ${folder}${removed}`;
}

async function ownFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".yaml")).map(({ name }) => name);
  const own = await Promise.all(names.map((name) => hasMark(join(folder, name))));
  return names.filter((_, index) => own[index]).sort();
}

async function hasMark(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MARK.length), 0, MARK.length, 0);
    return buffer.toString("utf8", 0, bytesRead) === MARK;
  } finally {
    await handle.close();
  }
}
