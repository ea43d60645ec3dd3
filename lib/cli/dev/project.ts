import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AppContext } from "../../dev";
import { CliError } from "../cli-error";
import { parseJson, readDocument } from "../read-document";

const PROJECT_FILE = "cdktf.json";

/** An app, as a folder has it. */
export interface Project {
  /** The app, as a shell command. */
  readonly command: string;
  /** What its constructs are told, as by the CDKTF command line. */
  readonly context: AppContext;
}

/**
 * What `cdktf.json` says of the app.
 *
 * @param command - takes the place of the one that the file names
 * @throws CliError where there is none, or the file cannot be read
 */
export function readProject(folder: string, command?: string): Project {
  const file = join(folder, PROJECT_FILE);
  if (!existsSync(file)) {
    if (command !== undefined) return { command, context: {} };
    throw new CliError(2, [
      "there is no cdktf.json in this folder",
      'go to the app\'s folder, or name it: --app "node main.js"',
    ]);
  }
  const { app, context } = fieldsOf(parseJson({ ...readDocument(file), name: PROJECT_FILE }));
  const named = typeof app === "string" && app.trim() !== "" ? app : undefined;
  const chosen = command ?? named;
  if (chosen === undefined) throw new CliError(2, ['cdktf.json names no "app"', 'name it: --app "node main.js"']);
  return { command: chosen, context: { ...fieldsOf(context), cdktfJsonPath: file } };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
