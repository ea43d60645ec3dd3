import { CliError } from "../cli-error";
import { type Document, parseJson, readDocument } from "../read-document";
import { stackFile } from "../stack-file";

/**
 * Reads the document of a stack.
 *
 * @param path - its file, or the folder that it is in
 * @throws CliError where there is none
 */
export function readSynthesized(path: string): Document {
  const document = readDocument(stackFile(path, "cdk.tf.json"));
  const value = parseJson(document);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return document;
  throw new CliError(2, [`${document.name}: is no synthesized cdk.tf.json`]);
}
