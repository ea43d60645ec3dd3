import { isWildcard, type Steps } from "../../topology";
import type { PathCondition } from "../match-entry";
import type { CompiledMatch } from "./compiled-match";
import { HostTable } from "./host-table";
import { PathForestBuilder } from "./path-forest-builder";

/**
 * Collects the matches of a router, in order of rank. Those of routes without hostnames of their own are kept once for
 * all of the router's hostnames, not once for each.
 */
export class HostTableBuilder {
  readonly #routerHostnames: readonly string[] | undefined;
  readonly #forest = new PathForestBuilder();
  readonly #roots = new Map<string, number>();
  #shared: number | undefined;

  /** @param routerHostnames `undefined` is every host */
  constructor(routerHostnames: readonly string[] | undefined) {
    this.#routerHostnames = routerHostnames;
  }

  add(path: PathCondition, match: CompiledMatch, hostname: string): void {
    this.#forest.add(this.#rootOf(hostname), path, match.at(hostname));
  }

  /** For a match of a route without hostnames of its own. */
  addShared(path: PathCondition, match: CompiledMatch): void {
    this.#shared ??= this.#forest.addRoot();
    this.#forest.add(this.#shared, path, match);
  }

  *build(): Steps<HostTable> {
    const sharing = this.#routerHostnames?.map((hostname) => [this.#rootOf(hostname), hostname] as const);
    const roots = [...this.#roots];
    return new HostTable({
      forest: yield* this.#forest.build(),
      exact: new Map(roots.filter(([hostname]) => !isWildcard(hostname))),
      wildcards: new Map(
        roots.filter(([hostname]) => isWildcard(hostname)).map(([name, root]) => [name.slice(1), root]),
      ),
      shared: this.#shared,
      sharing: sharing && new Map(sharing),
    });
  }

  #rootOf(hostname: string): number {
    let root = this.#roots.get(hostname);
    if (root === undefined) {
      root = this.#forest.addRoot();
      this.#roots.set(hostname, root);
    }
    return root;
  }
}
