import { isAbsolute } from "node:path";
import { Token } from "../cdktf";

/** A folder as Terraform is told of it: a relative one starts from the folder of the stack's configuration. */
export function folderPath(directory: string): string {
  return isAbsolute(directory) || Token.isUnresolved(directory) ? directory : `\${path.module}/${directory}`;
}
