import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CliError } from "./cli-error";
import { isFolder, namesIn, readText } from "./read-document";

/** The text of a synthesized stack. */
export interface StackText {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

const OUTPUT = "cdk.tf.json";
const STACKS = "stacks";

/**
 * The stacks that a path leads to: a `cdk.tf.json`, the folder of one, or a whole `cdktf.out`.
 *
 * @throws CliError where there is none
 */
export function readStacks(path: string): readonly StackText[] {
  const files = isFolder(path) ? outputsIn(path) : [path];
  if (files.length === 0) throw new CliError(2, [`${path} holds no ${OUTPUT}, nor ${STACKS}/STACK/${OUTPUT}`]);
  return files.map((file) => ({ name: nameOf(file), file, text: readText(file) }));
}

function outputsIn(folder: string): readonly string[] {
  const own = join(folder, OUTPUT);
  if (existsSync(own)) return [own];
  const stacks = join(folder, STACKS);
  if (!isFolder(stacks)) return [];
  return namesIn(stacks)
    .map((name) => join(stacks, name, OUTPUT))
    .filter((file) => existsSync(file));
}

/** A stack has a folder of its name. */
function nameOf(file: string): string {
  return basename(file) === OUTPUT ? basename(dirname(file)) || file : basename(file);
}
