import { isAbsolute } from "node:path";
import type { Topology } from "../../../lib/topology";
import { isUnknown } from "../../unknown-values";

/**
 * The files of certificates and keys that a container has to be given. Relative ones stand in the Topology's folder,
 * which is mounted.
 */
export function certificateFiles({ certificates = [] }: Topology): readonly string[] {
  const files = certificates.flatMap(({ certFile, keyFile }) => [certFile, keyFile]);
  return [...new Set(files)].filter((file) => isUnknown(file) || isAbsolute(file));
}
