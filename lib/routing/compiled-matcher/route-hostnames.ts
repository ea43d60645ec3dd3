import { intersectHostnames, isWildcard } from "../../topology";

/**
 * Narrows hostnames of routes to those of their router. For a large router it looks only at the names that can have
 * something in common with the route's.
 */
export class RouteHostnames {
  readonly #router: readonly string[] | undefined;
  readonly #names: ReadonlySet<string>;

  constructor(routerHostnames: readonly string[] | undefined) {
    this.#router = intersectHostnames(routerHostnames, undefined);
    this.#names = new Set(this.#router);
  }

  /** The router's own, in lower case; `undefined` is every host. */
  get router(): readonly string[] | undefined {
    return this.#router;
  }

  /** What {@link intersectHostnames} gives for a route that names hostnames. */
  narrow(routeHostnames: readonly string[]): readonly string[] {
    const related = this.#router === undefined ? undefined : this.#related(routeHostnames);
    if (related?.length === 0) return [];
    return intersectHostnames(related, routeHostnames) ?? [];
  }

  #related(routeHostnames: readonly string[]): readonly string[] {
    // A wildcard may stand for any number of the router's names.
    if (routeHostnames.some(isWildcard)) return this.#router ?? [];
    return [...new Set(routeHostnames.flatMap((hostname) => this.#covering(hostname.toLowerCase())))];
  }

  /** The router's names that an exact hostname can be under: itself, and the wildcards of its parents. */
  #covering(hostname: string): readonly string[] {
    const covering = this.#names.has(hostname) ? [hostname] : [];
    for (let dot = hostname.indexOf("."); dot >= 0; dot = hostname.indexOf(".", dot + 1)) {
      const wildcard = `*${hostname.slice(dot)}`;
      if (this.#names.has(wildcard)) covering.push(wildcard);
    }
    return covering;
  }
}
