import type { RouteRequest } from "../route-request";
import type { CompiledMatch } from "./compiled-match";
import type { MatchLists } from "./match-lists";
import type { SegmentTable } from "./segment-table";

/** Where what a node holds lies in its part of {@link PathForestParts.nodes}; lists are those of {@link MatchLists}. */
export const NODE = {
  /** Of prefixes that end here. */
  prefixes: 0,
  /** Regular expressions that a path through here may fit: those of this node and of all above it. */
  expressions: 1,
  /** Of exact paths that end here. */
  exact: 2,
  /** Of exact paths that end in a slash after this segment. */
  exactFolder: 3,
  /** The nearest node above that has prefixes; 0 is none. */
  outer: 4,
  /** 1 where there are nodes below. */
  hasChildren: 5,
  size: 8,
} as const;

/** Where what an edge holds lies in its part of {@link PathForestParts.edges}; a child of 0 is an empty place. */
export const EDGE = { parent: 0, segment: 1, child: 2, size: 4 } as const;

export interface PathForestParts {
  readonly segments: SegmentTable;
  /** A hash table by parent and segment, at most half full. */
  readonly edges: Int32Array;
  /** By number, from 1 on. */
  readonly nodes: Int32Array;
  readonly lists: MatchLists;
}

/** The place of an edge in a table of so many places, before others take it. */
export function edgePlace(parent: number, segment: number, places: number): number {
  const hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(segment, 0x85ebca6b);
  return (hash ^ (hash >>> 15)) & (places - 1);
}

/**
 * The path trees of all hostnames, a node for each segment, in a few flat arrays.
 *
 * A large table is read from memory, not from a cache, and then each object on the way of a request is a wait. Here a
 * step down is one read of the edges, and what a node holds is one more.
 */
export class PathForest {
  readonly #segments: SegmentTable;
  readonly #edges: Int32Array;
  readonly #nodes: Int32Array;
  readonly #lists: MatchLists;

  constructor({ segments, edges, nodes, lists }: PathForestParts) {
    this.#segments = segments;
    this.#edges = edges;
    this.#nodes = nodes;
    this.#lists = lists;
  }

  /**
   * The fitting match of lowest rank in the tree under `root`: of the exact ones, then the regular expressions, then
   * the prefixes, from the longest. No more of the path is read than the tree is deep.
   */
  find(root: number, request: RouteRequest): CompiledMatch | undefined {
    const { path } = request;
    const { length } = path;
    let node = root;
    let start = 1;
    let exact = length === 1 ? NODE.exactFolder : -1;
    while (start < length) {
      const segment = this.#segments.numberAt(path, start);
      const child = this.#child(node, segment);
      if (child === 0) break;
      const end = start + this.#segments.lengthOf(segment);
      node = child;
      start = end + 1;
      if (end === length) exact = NODE.exact;
      else if (start === length) exact = NODE.exactFolder;
      else if (this.#of(node, NODE.hasChildren) === 0) break;
    }
    const found = exact < 0 ? undefined : this.#firstFitting(node, exact, request);
    return found ?? this.#firstFitting(node, NODE.expressions, request) ?? this.#firstPrefix(node, request);
  }

  #firstPrefix(deepest: number, request: RouteRequest): CompiledMatch | undefined {
    for (let node = deepest; node !== 0; node = this.#of(node, NODE.outer)) {
      const match = this.#firstFitting(node, NODE.prefixes, request);
      if (match !== undefined) return match;
    }
    return undefined;
  }

  #firstFitting(node: number, field: number, request: RouteRequest): CompiledMatch | undefined {
    return this.#lists.firstFitting(this.#of(node, field), request);
  }

  #child(parent: number, segment: number): number {
    if (segment === 0) return 0;
    const edges = this.#edges;
    const places = edges.length / EDGE.size;
    for (let place = edgePlace(parent, segment, places); ; place = (place + 1) & (places - 1)) {
      const at = place * EDGE.size;
      const child = edges[at + EDGE.child] ?? 0;
      if (child === 0 || (edges[at + EDGE.parent] === parent && edges[at + EDGE.segment] === segment)) return child;
    }
  }

  #of(node: number, field: number): number {
    return this.#nodes[node * NODE.size + field] ?? 0;
  }
}
