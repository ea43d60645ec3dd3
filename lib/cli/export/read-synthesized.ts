import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../cli-error";
import { type Document, isFolder, namesIn, parseJson, readDocument } from "../read-document";

const SYNTHESIZED = "cdk.tf.json";
const STACKS = "stacks";

/**
 * Reads the document of a stack.
 *
 * @param path - its file, or the folder that it is in
 * @throws CliError where there is none; for the output of a whole app with the stacks that there are
 */
export function readSynthesized(path: string): Document {
  if (!isFolder(path)) return parsed(path);
  const file = join(path, SYNTHESIZED);
  if (existsSync(file)) return parsed(file);
  const stacks = stacksIn(path);
  const remedy = stacks.length === 0 ? "synthesize the app first" : `name one stack: ${stacks.join(", ")}`;
  throw new CliError(2, [`${path}: there is no ${SYNTHESIZED} in this folder; ${remedy}`]);
}

function parsed(path: string): Document {
  const document = readDocument(path);
  const value = parseJson(document);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return document;
  throw new CliError(2, [`${document.name}: is no synthesized ${SYNTHESIZED}`]);
}

/** The folders of stacks in an app's output, or in the folder of its stacks. */
function stacksIn(path: string): readonly string[] {
  return [join(path, STACKS), path]
    .filter(isFolder)
    .flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
    .filter((folder) => existsSync(join(folder, SYNTHESIZED)))
    .sort();
}
