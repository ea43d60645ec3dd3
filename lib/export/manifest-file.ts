import type { Resource } from "../parity/terraform";

const FILE = "local_file";
const MANIFEST = /^\s*\{\s*"apiVersion"\s*:/;

/** Whether Terraform writes the resource as a file with an object in it, in JSON, for someone else to apply. */
export function isManifestFile({ type, body }: Resource): boolean {
  return type === FILE && typeof body.content === "string" && MANIFEST.test(body.content);
}

/** The object in such a file's text, once its references are followed; `undefined` where it is no JSON then. */
export function parseManifestFile(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
