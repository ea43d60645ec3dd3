import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../cli-error";
import { readDocument } from "../read-document";

/**
 * The command that `cdktf.json` names as the app.
 *
 * @throws CliError where there is none
 */
export function readAppCommand(folder: string): string {
  const file = join(folder, "cdktf.json");
  if (!existsSync(file)) {
    throw new CliError(2, [
      "there is no cdktf.json in this folder",
      'go to the app\'s folder, or name it: --app "node main.js"',
    ]);
  }
  const app = appOf(readDocument(file).text);
  if (app === undefined) throw new CliError(2, ['cdktf.json names no "app"', 'name it: --app "node main.js"']);
  return app;
}

function appOf(text: string): string | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new CliError(2, [`cdktf.json is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const app = typeof document === "object" && document !== null && "app" in document ? document.app : undefined;
  return typeof app === "string" && app.trim() !== "" ? app : undefined;
}
