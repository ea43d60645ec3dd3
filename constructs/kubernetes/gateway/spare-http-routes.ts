import type { RoutingObject } from "../objects";
import { HTTP_ROUTE_LIMITS, httpRouteId } from "./http-routes";

/**
 * The HTTPRoutes that a router may come to have beside those that each of its routes has by itself: one for each of its
 * hostnames, since routes that come may tell hostnames apart, and parts of it once there are many rules.
 */
export class SpareHttpRoutes {
  private readonly hostnames = new Set<string | undefined>();
  private parts = 1;

  /**
   * @param objects - what a route that came has by itself
   * @param total - rules, or matches, of all routes at most
   * @returns ids that were not given before
   */
  after(objects: readonly RoutingObject[], total: number): readonly string[] {
    const fresh = objects
      .flatMap(hostnamesOf)
      .filter((hostname) => this.hostnames.size < this.hostnames.add(hostname).size);
    const before = this.parts;
    this.parts = Math.max(before, partsFor(total));
    return [
      ...fresh.flatMap((hostname) => range(0, this.parts).map((part) => httpRouteId(hostname, part))),
      ...[...this.hostnames].flatMap((hostname) =>
        range(before, this.parts).map((part) => httpRouteId(hostname, part)),
      ),
    ];
  }
}

/** Two parts that follow one another are more than one full part together, or they would be one. */
function partsFor(total: number): number {
  if (total <= HTTP_ROUTE_LIMITS.rules) return 1;
  return Math.ceil((2 * total) / HTTP_ROUTE_LIMITS.rules + (2 * total) / HTTP_ROUTE_LIMITS.matches) + 1;
}

function hostnamesOf({ kind, spec }: RoutingObject): (string | undefined)[] {
  if (kind !== "HTTPRoute" || !("hostnames" in spec)) return [undefined];
  return spec.hostnames as string[];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
