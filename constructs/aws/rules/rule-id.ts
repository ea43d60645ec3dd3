import { createHash } from "node:crypto";

const LENGTH = 8;

/**
 * Names a route's rules. The first has the route's name, so that the rule of a route with one match keeps its id
 * whatever it comes to match. Each further one adds a hash of what it matches first; `_` is in no route's name.
 */
export class RuleIds {
  private readonly taken = new Set<string>();

  constructor(private readonly route: string) {}

  /** @param content - what tells the rule from its siblings; holds no token */
  next(content: readonly unknown[]): string {
    const base = this.taken.size === 0 ? this.route : `${this.route}_${hashOf(content)}`;
    let id = base;
    for (let count = 2; this.taken.has(id); count++) id = `${base}_${count}`;
    this.taken.add(id);
    return id;
  }
}

function hashOf(content: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, LENGTH);
}
