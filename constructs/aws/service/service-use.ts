import type { Construct } from "constructs";
import type { Lb, SecurityGroup } from "../provider";
import type { BalancerKind } from "./kind";

/** What is known of any load balancer, made or found. */
export type ServedBy = Pick<Lb, "arn" | "arnSuffix">;

/** A load balancer as the services that it leads to see it. */
export interface ServingBalancer {
  readonly kind: BalancerKind;
  readonly loadBalancer: ServedBy;
  readonly securityGroup: Pick<SecurityGroup, "id">;
  /** What holds the load balancer's resources; its path tells load balancers apart. */
  readonly scope: Construct;
  /**
   * What tells it from the load balancer that it takes the place of, where both are there at once.
   *
   * @default nothing
   */
  readonly variant?: string | undefined;
}

/** A listener that leads to a service, and how. */
export interface ServiceUse {
  readonly balancer: ServingBalancer;
  /** Whether TLS has been ended before the service, so that what speaks TLS needs it again. */
  readonly terminatesTls: boolean;
}
