import type { CompiledMatch } from "./compiled-match";

/** One segment of the tree of path prefixes. */
export class PathNode {
  readonly #prefixes: CompiledMatch[] = [];
  readonly #ownExpressions: CompiledMatch[] = [];
  #children: Map<string, PathNode> | undefined;
  #expressions: readonly CompiledMatch[] = [];
  #outer: PathNode | undefined;

  /** The matches whose prefix ends here, by rank. */
  get prefixes(): readonly CompiledMatch[] {
    return this.#prefixes;
  }

  /** The regular expressions that a path under this node may fit, by rank: those of this node and of all above it. */
  get expressions(): readonly CompiledMatch[] {
    return this.#expressions;
  }

  /** The nearest node above that has prefixes. */
  get outer(): PathNode | undefined {
    return this.#outer;
  }

  /** The node for these segments, made where it is missing. */
  descend(segments: readonly string[]): PathNode {
    let node: PathNode = this;
    for (const segment of segments) {
      node.#children ??= new Map();
      let child = node.#children.get(segment);
      if (child === undefined) {
        child = new PathNode();
        node.#children.set(segment, child);
      }
      node = child;
    }
    return node;
  }

  addPrefix(match: CompiledMatch): void {
    this.#prefixes.push(match);
  }

  addExpression(match: CompiledMatch): void {
    this.#ownExpressions.push(match);
  }

  /** Ties this node and those below to what is above them. */
  link(outer: PathNode | undefined, inherited: readonly CompiledMatch[]): void {
    this.#outer = outer;
    this.#expressions = mergeByRank(inherited, this.#ownExpressions);
    if (this.#children === undefined) return;
    const nearest = this.#prefixes.length > 0 ? this : outer;
    for (const child of this.#children.values()) child.link(nearest, this.#expressions);
  }

  /** The node furthest down the way of a path. It reads no more of the path than the tree is deep. */
  deepest(path: string): PathNode {
    let node: PathNode = this;
    let start = 1;
    while (node.#children !== undefined && start <= path.length) {
      const slash = path.indexOf("/", start);
      const end = slash < 0 ? path.length : slash;
      const child = node.#children.get(path.slice(start, end));
      if (child === undefined) return node;
      node = child;
      start = end + 1;
    }
    return node;
  }
}

function mergeByRank(a: readonly CompiledMatch[], b: readonly CompiledMatch[]): readonly CompiledMatch[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  return [...a, ...b].sort((left, right) => left.rank - right.rank);
}
