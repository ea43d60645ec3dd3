import { type CST, Parser } from "yaml";

/** Nodes of a document's tree that are still to be looked at, each with its depth. */
type Pending = [node: CST.Token, depth: number][];

/**
 * Whether a YAML text nests collections deeper than that. What builds objects of it goes from level to level by calls, and
 * runs out of stack where there are too many; this does not.
 */
export function isDeeperThan(limit: number, text: string): boolean {
  for (const document of new Parser().parse(text)) {
    const pending: Pending = [[document, 0]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [node, depth] = next;
      if (depth > limit) return true;
      for (const child of childrenOf(node)) pending.push([child, depth + 1]);
    }
  }
  return false;
}

function childrenOf(node: CST.Token): readonly CST.Token[] {
  if (node.type === "document") return present([node.value]);
  if (!("items" in node)) return [];
  return node.items.flatMap((item) => present([item.key, item.value]));
}

function present(nodes: readonly (CST.Token | null | undefined)[]): readonly CST.Token[] {
  return nodes.filter((node) => node !== null && node !== undefined);
}
