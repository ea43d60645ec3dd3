import { intersectHostnames } from "../../topology";

/**
 * Narrows hostnames of routes to those of their router. It looks only at the names of the router that can have
 * something in common with the route's, so that a large router does not make each route costly.
 */
export class RouteHostnames {
  readonly #router: readonly string[] | undefined;
  readonly #names: ReadonlySet<string>;
  /** The router's names under each suffix, such as `.example.com`. */
  readonly #bySuffix = new Map<string, string[]>();

  constructor(routerHostnames: readonly string[] | undefined) {
    this.#router = intersectHostnames(routerHostnames, undefined);
    this.#names = new Set(this.#router);
    for (const name of this.#names) {
      for (const suffix of suffixes(name)) {
        const names = this.#bySuffix.get(suffix);
        if (names === undefined) this.#bySuffix.set(suffix, [name]);
        else names.push(name);
      }
    }
  }

  /** The router's own, in lower case; `undefined` is every host. */
  get router(): readonly string[] | undefined {
    return this.#router;
  }

  /** What {@link intersectHostnames} gives for a route that names hostnames. */
  narrow(routeHostnames: readonly string[]): readonly string[] {
    if (this.#router === undefined) return intersectHostnames(undefined, routeHostnames) ?? [];
    const related = new Set(routeHostnames.flatMap((hostname) => this.#related(hostname.toLowerCase())));
    return related.size === 0 ? [] : (intersectHostnames([...related], routeHostnames) ?? []);
  }

  /** Itself, the wildcards above it, and what is under it. */
  #related(hostname: string): readonly string[] {
    const above = suffixes(hostname).map((suffix) => `*${suffix}`);
    const under = this.#bySuffix.get(hostname.replace("*", "")) ?? [];
    return [...[hostname, ...above].filter((name) => this.#names.has(name)), ...under];
  }
}

/** `.b.c` and `.c` for `a.b.c`. */
function suffixes(hostname: string): readonly string[] {
  const found: string[] = [];
  for (let dot = hostname.indexOf("."); dot >= 0; dot = hostname.indexOf(".", dot + 1)) found.push(hostname.slice(dot));
  return found;
}
