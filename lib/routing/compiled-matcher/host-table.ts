import type { Matcher, RouteHit } from "../matcher";
import type { RouteRequest } from "../route-request";
import type { PathForest } from "./path-forest";

export interface HostTableParts {
  readonly forest: PathForest;
  /** The root of each exact hostname's tree. */
  readonly exact: ReadonlyMap<string, number>;
  /** The root of each wildcard's tree, by what follows its `*`. */
  readonly wildcards: ReadonlyMap<string, number>;
  /** The root of the tree of matches without hostnames of their own; `undefined` where there are none. */
  readonly shared: number | undefined;
  /** The hostnames that have a part in the shared tree, by root; `undefined` where every host has. */
  readonly sharing: ReadonlyMap<number, string> | undefined;
}

/** Finds a match by host, then by path. */
export class HostTable implements Matcher {
  readonly #forest: PathForest;
  readonly #exact: ReadonlyMap<string, number>;
  readonly #wildcards: ReadonlyMap<string, number>;
  readonly #shared: number | undefined;
  readonly #sharing: ReadonlyMap<number, string> | undefined;
  readonly #longestSuffix: number;

  constructor({ forest, exact, wildcards, shared, sharing }: HostTableParts) {
    this.#forest = forest;
    this.#exact = exact;
    this.#wildcards = wildcards;
    this.#shared = shared;
    this.#sharing = sharing;
    this.#longestSuffix = [...wildcards.keys()].reduce((longest, suffix) => Math.max(longest, suffix.length), 0);
  }

  match(request: RouteRequest): RouteHit | undefined {
    const exact = this.#exact.get(request.hostname);
    const hit = (exact === undefined ? undefined : this.#find(exact, request)) ?? this.#matchWildcards(request);
    if (hit !== undefined || this.#shared === undefined || this.#sharing !== undefined) return hit;
    return this.#forest.find(this.#shared, request);
  }

  /** From the longest suffix of the host to the shortest. */
  #matchWildcards(request: RouteRequest): RouteHit | undefined {
    if (this.#wildcards.size === 0) return undefined;
    const { hostname } = request;
    for (let dot = hostname.indexOf("."); dot >= 0; dot = hostname.indexOf(".", dot + 1)) {
      if (hostname.length - dot > this.#longestSuffix) continue;
      const root = this.#wildcards.get(hostname.slice(dot));
      const hit = root === undefined ? undefined : this.#find(root, request);
      if (hit !== undefined) return hit;
    }
    return undefined;
  }

  /** The better of a hostname's own match and the shared one. */
  #find(root: number, request: RouteRequest): RouteHit | undefined {
    const own = this.#forest.find(root, request);
    if (this.#shared === undefined) return own;
    const hostname = this.#sharing?.get(root);
    if (hostname === undefined) return own;
    const shared = this.#forest.find(this.#shared, request);
    if (shared === undefined || (own !== undefined && own.rank < shared.rank)) return own;
    return shared.at(hostname);
  }
}
