import type { PlannedRoute } from "../routes";
import type { GatewayEntry } from "./host-table";

/** One rule of an object, and what it stands for. */
export interface RouteRule {
  readonly route: PlannedRoute;
  readonly entries: readonly GatewayEntry[];
  readonly rule: object;
}

/** A kind of the Gateway API that routes by more than a listener. */
export interface RouteKind {
  readonly kind: "HTTPRoute" | "GRPCRoute";
  /** What the ids of its constructs begin with. */
  readonly id: string;
  /** A route's entries of one table as rules: one, unless there are too many of them. */
  rules(route: PlannedRoute, entries: readonly GatewayEntry[]): RouteRule[];
}

/** As many rules as it takes for so many matches each. */
export function rulesOf(
  route: PlannedRoute,
  entries: readonly GatewayEntry[],
  most: number,
  rule: (entries: readonly GatewayEntry[]) => object,
): RouteRule[] {
  return Array.from({ length: Math.ceil(entries.length / most) }, (_, index) => {
    const part = entries.slice(index * most, (index + 1) * most);
    return { route, entries: part, rule: rule(part) };
  });
}
