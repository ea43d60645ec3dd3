import { isWildcard } from "../../topology";
import type { MatchEntry } from "../match-entry";
import type { Matcher, RouteHit } from "../matcher";
import type { RouteRequest } from "../route-request";
import type { CompiledMatch } from "./compiled-match";
import { PathTable } from "./path-table";

/** What one hostname leads to: its own matches, and those that all of the router's hostnames share. */
class HostEntry {
  readonly own = new PathTable();
  readonly #hostname: string;
  readonly #shared: PathTable | undefined;

  constructor(hostname: string, shared: PathTable | undefined) {
    this.#hostname = hostname;
    this.#shared = shared;
  }

  find(request: RouteRequest): RouteHit | undefined {
    const own = this.own.find(request);
    if (this.#shared === undefined) return own;
    const shared = this.#shared.find(request);
    if (shared === undefined || (own !== undefined && own.rank < shared.rank)) return own;
    return shared.at(this.#hostname);
  }
}

/**
 * The matches of a router, found by host, then by path. Those of routes without hostnames of their own are kept once
 * for all of the router's hostnames, not once for each.
 */
export class HostTable implements Matcher {
  readonly #exact = new Map<string, HostEntry>();
  /** By what follows the `*`. */
  readonly #wildcards = new Map<string, HostEntry>();
  readonly #shared = new PathTable();
  readonly #everyHost: boolean;
  #longestSuffix = 0;

  /** @param routerHostnames `undefined` is every host */
  constructor(routerHostnames: readonly string[] | undefined) {
    this.#everyHost = routerHostnames === undefined;
    for (const hostname of routerHostnames ?? []) this.#entry(hostname, this.#shared);
  }

  add(path: MatchEntry["path"], match: CompiledMatch, hostname: string): void {
    this.#entry(hostname, undefined).own.add(path, match.at(hostname));
  }

  /** For a match of a route without hostnames of its own. */
  addShared(path: MatchEntry["path"], match: CompiledMatch): void {
    this.#shared.add(path, match);
  }

  /** To be called once, after all matches were added. */
  seal(): void {
    this.#shared.seal();
    for (const { own } of this.#exact.values()) own.seal();
    for (const { own } of this.#wildcards.values()) own.seal();
  }

  match(request: RouteRequest): RouteHit | undefined {
    const hit = this.#exact.get(request.hostname)?.find(request) ?? this.#matchWildcards(request);
    return hit === undefined && this.#everyHost ? this.#shared.find(request) : hit;
  }

  /** From the longest suffix of the host to the shortest. */
  #matchWildcards(request: RouteRequest): RouteHit | undefined {
    if (this.#wildcards.size === 0) return undefined;
    const { hostname } = request;
    for (let dot = hostname.indexOf("."); dot >= 0; dot = hostname.indexOf(".", dot + 1)) {
      if (hostname.length - dot > this.#longestSuffix) continue;
      const hit = this.#wildcards.get(hostname.slice(dot))?.find(request);
      if (hit !== undefined) return hit;
    }
    return undefined;
  }

  #entry(hostname: string, shared: PathTable | undefined): HostEntry {
    const wildcard = isWildcard(hostname);
    const table = wildcard ? this.#wildcards : this.#exact;
    const key = wildcard ? hostname.slice(1) : hostname;
    let entry = table.get(key);
    if (entry === undefined) {
      entry = new HostEntry(hostname, shared);
      table.set(key, entry);
      if (wildcard) this.#longestSuffix = Math.max(this.#longestSuffix, key.length);
    }
    return entry;
  }
}
