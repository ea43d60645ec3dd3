import { createHash } from "node:crypto";

/** With `transforms.` before it, a name is no longer than the 63 characters of an annotation's. */
const LONGEST = 52;
const HASH_LENGTH = 8;
const LABEL = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/**
 * Names for the rules of an Ingress, by which their annotations are found. The annotations of a name count for the
 * Service of that name too, so that no rule is called like one.
 */
export class RuleNames {
  private readonly taken: Set<string>;

  constructor(services: readonly string[]) {
    this.taken = new Set(services);
  }

  /** @param id - of the rule: a route's name, and a hash behind `_` */
  nameOf(id: string): string {
    const plain = id.replace("_", "-");
    const name = LABEL.test(plain) && plain.length <= LONGEST && !this.taken.has(plain) ? plain : hashedName(id);
    this.taken.add(name);
    return name;
  }
}

function hashedName(id: string): string {
  const hash = createHash("sha256").update(id).digest("hex").slice(0, HASH_LENGTH);
  const label = id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "");
  const start = label.slice(0, LONGEST - HASH_LENGTH - 1).replace(/-$/, "");
  return start === "" ? `rule-${hash}` : `${start}-${hash}`;
}
