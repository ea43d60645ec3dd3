import type { Lowered, RoutingObject } from "../objects";
import type { PlannedRoute, RouterFinding, RouterInput, RouterListener, RouterSettings, Support } from "../routes";
import type { ServiceHints, ServiceInput } from "../service";

export type IngressDialectName = "generic" | "traefik";

/** What a controller makes of an Ingress beyond the standard: its annotations and resources, and its order of rules. */
export interface IngressDialect {
  readonly name: IngressDialectName;
  /** Names that an IngressClass of this controller usually has. */
  readonly classNames: readonly string[];
  readonly support: Support;
  /** Whether a router can be served on some of the controller's ports and not on the others. */
  readonly separatesPorts: boolean;
  /** Whether the controller takes connections of the listener's protocol on its port. */
  serves(listener: Pick<RouterListener, "protocol" | "port">, settings: RouterSettings): boolean;
  /** @param routes - nothing is left in them that {@link support} does not name */
  lower(routes: readonly PlannedRoute[], input: RouterInput): DialectLowering;
  /** What the controller takes from the Service of a service that it leads to. */
  serviceHints?(input: ServiceInput): ServiceHints;
}

export interface DialectLowering {
  readonly objects: readonly Lowered<RoutingObject>[];
  readonly findings?: readonly RouterFinding[];
}
