import type { RoutingObject } from "../objects";
import { GRPC_ROUTE } from "./grpc-rule";
import { HTTP_ROUTE } from "./http-rule";
import type { RouteKind } from "./route-kind";
import { ROUTE_LIMITS, routeId } from "./route-objects";

/**
 * The objects that a router may come to have beside those that each of its routes has by itself: one for each of its
 * hostnames, since routes that come may tell hostnames apart, and parts of it once there are many rules. What is a
 * GRPCRoute by itself becomes an HTTPRoute beside others at its hostname.
 */
export class SpareRoutes {
  private readonly places = new Map<string, Place>();
  private parts = 1;

  /**
   * @param objects - what a route that came has by itself
   * @param total - rules, or matches, of all routes at most
   * @returns ids that were not given before
   */
  after(objects: readonly RoutingObject[], total: number): readonly string[] {
    const before = this.parts;
    this.parts = Math.max(before, partsFor(total));
    const known = [...this.places.values()];
    const fresh = objects.flatMap(placesOf).filter((place) => this.isFresh(place));
    return [
      ...fresh.flatMap(({ kind, hostname }) => range(0, this.parts).map((part) => routeId(kind, hostname, part))),
      ...known.flatMap(({ kind, hostname }) => range(before, this.parts).map((part) => routeId(kind, hostname, part))),
    ];
  }

  private isFresh(place: Place): boolean {
    const key = routeId(place.kind, place.hostname, 0);
    if (this.places.has(key)) return false;
    this.places.set(key, place);
    return true;
  }
}

interface Place {
  readonly kind: RouteKind;
  readonly hostname: string | undefined;
}

/** Two parts that follow one another are more than one full part together, or they would be one. */
function partsFor(total: number): number {
  if (total <= ROUTE_LIMITS.rules) return 1;
  return Math.ceil((2 * total) / ROUTE_LIMITS.rules + (2 * total) / ROUTE_LIMITS.matches) + 1;
}

function placesOf({ kind, spec }: RoutingObject): Place[] {
  const kinds = kind === GRPC_ROUTE.kind ? [HTTP_ROUTE, GRPC_ROUTE] : [HTTP_ROUTE];
  const hostnames = "hostnames" in spec ? (spec.hostnames as readonly string[]) : [undefined];
  return kinds.flatMap((one) => hostnames.map((hostname) => ({ kind: one, hostname })));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
