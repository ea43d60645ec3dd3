import { posix } from "node:path";
import { namedFiles, type Topology } from "../../../lib/topology";
import { isUnknown } from "../../unknown-values";

/**
 * The files that a Topology names and a container has to be given, each once. Relative ones stand in the Topology's
 * folder, which is mounted.
 */
export function mountedFiles(topology: Topology): readonly string[] {
  const files = namedFiles(topology).map(({ file }) => file);
  return [...new Set(files)].filter((file) => isUnknown(file) || posix.isAbsolute(file));
}

/** Files that others than their reader should not see: keys, and the hashes of passwords. Each once. */
export function secretFiles(topology: Topology): readonly string[] {
  const secret = namedFiles(topology).filter(({ holds }) => holds === "key" || holds === "users");
  return [...new Set(secret.map(({ file }) => file))];
}
