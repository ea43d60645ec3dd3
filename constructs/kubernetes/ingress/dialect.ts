import type { Lowered, RoutingObject } from "../objects";
import type { RoutePlan, RouterFinding, RouterInput, RouterListener, RouterSettings, Support } from "../routes";
import type { ServiceHints, ServiceInput } from "../service";

export type IngressDialectName = "generic" | "traefik" | "haproxy" | "nginx" | "aws-load-balancer-controller";

/** What a controller makes of an Ingress beyond the standard: its annotations and resources, and its order of rules. */
export interface IngressDialect {
  readonly name: IngressDialectName;
  readonly support: Support;
  /**
   * What routers share one routing table: all of the class, those on one of the controller's ports, or none, since each
   * edge is a load balancer of its own.
   */
  readonly table: "class" | "port" | "edge";
  /** Whether the controller takes connections of the listener's protocol on its port. */
  serves(listener: Pick<RouterListener, "protocol" | "port">, settings: RouterSettings): boolean;
  /** @param plan - takes from the router's routes what {@link support} does not name */
  lower(input: RouterInput, plan: () => RoutePlan): DialectLowering;
  /** What the controller takes from the Service of a service that it leads to. */
  serviceHints?(input: ServiceInput): ServiceHints;
}

export interface DialectLowering {
  readonly objects: readonly Lowered<RoutingObject>[];
  readonly findings: readonly RouterFinding[];
}
