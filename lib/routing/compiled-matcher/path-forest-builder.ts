import type { Steps } from "../../topology";
import { literalPrefix } from "../literal-prefix";
import type { PathCondition } from "../match-entry";
import type { CompiledMatch } from "./compiled-match";
import { MatchListsBuilder } from "./match-lists";
import { EDGE, edgePlace, NODE, PathForest } from "./path-forest";
import { SegmentTable } from "./segment-table";

/** A node while matches are added to it. */
interface Draft {
  /** 0 for a root. */
  readonly parent: number;
  readonly prefixes: CompiledMatch[];
  readonly exact: CompiledMatch[];
  readonly exactFolder: CompiledMatch[];
  readonly ownExpressions: CompiledMatch[];
  /** Those of this node and of all above it. */
  expressions: readonly CompiledMatch[];
  hasChildren: boolean;
}

interface Edge {
  readonly parent: number;
  readonly segment: number;
  readonly child: number;
}

/** More than there are segments, so that a node and a segment make one number. */
const SEGMENTS = 2 ** 26;

/** Collects matches, in order of rank, into trees of paths. */
export class PathForestBuilder {
  /** By number, from 1 on; a parent comes before its children. */
  readonly #drafts: Draft[] = [draft(0)];
  readonly #segments = new Map<string, number>();
  readonly #edges = new Map<number, Edge>();

  /** @returns the number of a new tree's root */
  addRoot(): number {
    return this.#drafts.push(draft(0)) - 1;
  }

  add(root: number, path: PathCondition, match: CompiledMatch): void {
    if (path.type === "RegularExpression") {
      this.#descend(root, literalSegments(path.value)).ownExpressions.push(match);
      return;
    }
    // Only the root's prefix is empty; no path fits what does not start with a slash.
    if (path.value !== "" && !path.value.startsWith("/")) return;
    const isFolder = path.value.endsWith("/");
    const node = this.#descend(root, path.value.split("/").slice(1, isFolder ? -1 : undefined));
    if (path.type === "PathPrefix") node.prefixes.push(match);
    else if (isFolder) node.exactFolder.push(match);
    else node.exact.push(match);
  }

  *build(): Steps<PathForest> {
    const lists = new MatchListsBuilder();
    const nodes = new Int32Array(this.#drafts.length * NODE.size);
    for (const [number, node] of this.#drafts.entries()) {
      const parent = this.#draft(node.parent);
      node.expressions = mergeByRank(parent.expressions, node.ownExpressions);
      const at = number * NODE.size;
      nodes[at + NODE.prefixes] = lists.numberOf(node.prefixes);
      nodes[at + NODE.expressions] = lists.numberOf(node.expressions);
      nodes[at + NODE.exact] = lists.numberOf(node.exact);
      nodes[at + NODE.exactFolder] = lists.numberOf(node.exactFolder);
      const above = nodes[node.parent * NODE.size + NODE.outer] ?? 0;
      nodes[at + NODE.outer] = parent.prefixes.length > 0 ? node.parent : above;
      nodes[at + NODE.hasChildren] = Number(node.hasChildren);
      yield;
    }
    const edges = yield* this.#edgeTable();
    const segments = new SegmentTable([...this.#segments.keys()]);
    return new PathForest({ segments, edges, nodes, lists: lists.build() });
  }

  #descend(root: number, segments: readonly string[]): Draft {
    let node = root;
    for (const text of segments) {
      const segment = this.#segments.get(text) ?? this.#segments.size + 1;
      this.#segments.set(text, segment);
      const key = node * SEGMENTS + segment;
      let edge = this.#edges.get(key);
      if (edge === undefined) {
        edge = { parent: node, segment, child: this.#drafts.push(draft(node)) - 1 };
        this.#edges.set(key, edge);
        this.#draft(node).hasChildren = true;
      }
      node = edge.child;
    }
    return this.#draft(node);
  }

  #draft(node: number): Draft {
    const found = this.#drafts[node];
    if (found === undefined) throw new RangeError(`no node ${node}`);
    return found;
  }

  *#edgeTable(): Steps<Int32Array> {
    const places = 2 ** Math.ceil(Math.log2(Math.max(2, this.#edges.size * 2)));
    const table = new Int32Array(places * EDGE.size);
    for (const { parent, segment, child } of this.#edges.values()) {
      let place = edgePlace(parent, segment, places);
      while (table[place * EDGE.size + EDGE.child] !== 0) place = (place + 1) & (places - 1);
      table[place * EDGE.size + EDGE.parent] = parent;
      table[place * EDGE.size + EDGE.segment] = segment;
      table[place * EDGE.size + EDGE.child] = child;
      yield;
    }
    return table;
  }
}

function draft(parent: number): Draft {
  return {
    parent,
    prefixes: [],
    exact: [],
    exactFolder: [],
    ownExpressions: [],
    expressions: [],
    hasChildren: false,
  };
}

function mergeByRank(a: readonly CompiledMatch[], b: readonly CompiledMatch[]): readonly CompiledMatch[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  return [...a, ...b].sort((left, right) => left.rank - right.rank);
}

/** The segments that a path must start with, whole, to fit a regular expression. */
function literalSegments(source: string): readonly string[] {
  const prefix = literalPrefix(source);
  return prefix.startsWith("/") ? prefix.slice(1).split("/").slice(0, -1) : [];
}
