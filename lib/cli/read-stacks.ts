import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CliError } from "./cli-error";
import { type Document, isFolder, readDocument } from "./read-document";
import { foldersWith, STACKS } from "./stack-file";

/** A synthesized stack. */
export interface StackDocument {
  readonly name: string;
  readonly document: Document;
}

const OUTPUT = "cdk.tf.json";

/**
 * The stacks that a path leads to: a `cdk.tf.json`, the folder of one, or a whole `cdktf.out`.
 *
 * @throws CliError where there is none
 */
export function readStacks(path: string): readonly StackDocument[] {
  const files = isFolder(path) ? outputsIn(path) : [path];
  if (files.length === 0) throw new CliError(2, [`${path} holds no ${OUTPUT}, nor ${STACKS}/STACK/${OUTPUT}`]);
  return files.map((file) => {
    const document = readDocument(file);
    return { name: nameOf(document.name), document };
  });
}

function outputsIn(folder: string): readonly string[] {
  const own = join(folder, OUTPUT);
  if (existsSync(own)) return [own];
  return foldersWith(OUTPUT, join(folder, STACKS)).map((stack) => join(stack, OUTPUT));
}

/** A stack has a folder of its name. */
function nameOf(file: string): string {
  return basename(file) === OUTPUT ? basename(dirname(file)) || file : basename(file);
}
