import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "./cli-error";
import { isFolder, namesIn } from "./read-document";

/** What a synthesized stack has in its folder. */
export type StackFile = "cdk.tf.json" | "portico.topology.json";

/** Where an app's output has the folders of its stacks. */
export const STACKS = "stacks";

/**
 * The file that a path leads to, where it may be the folder of a synthesized stack too.
 *
 * @param name - which of the folder's files is meant
 * @throws CliError for a folder without it; for the output of a whole app with the stacks that there are
 */
export function stackFile(path: string, name: StackFile): string {
  if (!isFolder(path)) return path;
  const file = join(path, name);
  if (existsSync(file)) return file;
  const stacks = stacksIn(path, name);
  const remedy =
    stacks.length === 0 ? "name a file, or synthesize the app first" : `name one stack: ${stacks.join(", ")}`;
  throw new CliError(2, [`${path}: there is no ${name} in this folder; ${remedy}`]);
}

/** The folders of stacks in an app's output, or in the folder of its stacks. */
function stacksIn(path: string, name: StackFile): readonly string[] {
  return [join(path, STACKS), path].flatMap((folder) => foldersWith(name, folder)).sort();
}

/** The folders in a folder that have a file; none where it is no folder itself. */
export function foldersWith(name: StackFile, folder: string): readonly string[] {
  if (!isFolder(folder)) return [];
  return namesIn(folder)
    .map((one) => join(folder, one))
    .filter((one) => existsSync(join(one, name)));
}
