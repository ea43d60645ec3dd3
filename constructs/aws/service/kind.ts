import type { ServiceProtocol } from "../../../lib/topology";

/** Which kind of load balancer a target group is for. */
export type BalancerKind = "application" | "network";

export const DEFAULT_PROTOCOL: ServiceProtocol = "HTTP";

/** Services that speak HTTP are behind Application Load Balancers, all others behind Network Load Balancers. */
export function balancerKind(protocol: ServiceProtocol = DEFAULT_PROTOCOL): BalancerKind {
  return protocol === "HTTP" || protocol === "H2C" || protocol === "GRPC" ? "application" : "network";
}
