import { literalPrefix } from "../literal-prefix";
import type { MatchEntry } from "../match-entry";
import type { RouteRequest } from "../route-request";
import { type CompiledMatch, firstFitting } from "./compiled-match";
import { PathNode } from "./path-node";

/** The matches of one hostname, found by path. They are added in order of rank, and asked for after `seal`. */
export class PathTable {
  readonly #exact = new Map<string, CompiledMatch[]>();
  readonly #root = new PathNode();

  add(path: MatchEntry["path"], match: CompiledMatch): void {
    switch (path.type) {
      case "Exact": {
        const same = this.#exact.get(path.value);
        if (same === undefined) this.#exact.set(path.value, [match]);
        else same.push(match);
        break;
      }
      case "PathPrefix":
        this.#root.descend(segmentsOf(path.value)).addPrefix(match);
        break;
      case "RegularExpression":
        this.#root.descend(literalSegments(path.value)).addExpression(match);
        break;
    }
  }

  seal(): void {
    this.#root.link(undefined, []);
  }

  /** The fitting match of lowest rank: of the exact ones, then the regular expressions, then the prefixes. */
  find(request: RouteRequest): CompiledMatch | undefined {
    const exact = this.#exact.get(request.path);
    if (exact !== undefined) {
      const match = firstFitting(exact, request);
      if (match !== undefined) return match;
    }
    const deepest = this.#root.deepest(request.path);
    const expression = firstFitting(deepest.expressions, request);
    if (expression !== undefined) return expression;
    for (let node: PathNode | undefined = deepest; node !== undefined; node = node.outer) {
      const match = firstFitting(node.prefixes, request);
      if (match !== undefined) return match;
    }
    return undefined;
  }
}

function segmentsOf(prefix: string): readonly string[] {
  return prefix === "" ? [] : prefix.slice(1).split("/");
}

/** The segments that a path must start with, whole, to fit a regular expression. */
function literalSegments(source: string): readonly string[] {
  const prefix = literalPrefix(source);
  return prefix.startsWith("/") ? prefix.slice(1).split("/").slice(0, -1) : [];
}
