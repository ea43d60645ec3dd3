import { createHash } from "node:crypto";
import { isUnknown } from "../unknown-values";

/** Load balancers and target groups have names of letters, digits and hyphens (API reference, `CreateTargetGroup`). */
const LENGTH = 32;
const HASH = 10;

/**
 * A name for a resource that AWS cannot change in place: readable, of at most 32 characters, and with a hash of all that
 * makes Terraform replace the resource. So the new one can be created before the old one, still in use, is destroyed.
 *
 * @param label - what people should recognize
 * @param identity - what tells this resource from every other: its construct path
 * @param replacing - values that cannot be changed in place; tokens among them are left out
 */
export function replaceableName(label: string, identity: string, replacing: readonly unknown[]): string {
  const known = replacing.map((value) => (isUnknown(value) ? null : (value ?? null)));
  const hash = createHash("sha256")
    .update(JSON.stringify([identity, known]))
    .digest("hex")
    .slice(0, HASH);
  const readable = label
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, LENGTH - HASH - 1)
    .replace(/^-+|-+$/g, "");
  // AWS keeps names that start with "internal-" for itself.
  const prefix = readable === "" || /^internal(?:-|$)/i.test(readable) ? `p-${readable}`.replace(/-$/, "") : readable;
  return `${prefix.slice(0, LENGTH - HASH - 1).replace(/-+$/, "")}-${hash}`;
}
