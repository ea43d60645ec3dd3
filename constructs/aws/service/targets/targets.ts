import type { Construct } from "constructs";
import type { TerraformResource } from "../../../cdktf";
import type { LbTargetGroup } from "../../provider";
import type { ServingBalancer } from "../service-use";

/** What AWS registers in a target group (API reference, `CreateTargetGroup.TargetType`). */
export type TargetType = "ip" | "instance" | "lambda" | "alb";

/** The members of a service as targets. One class for each way in which members are found. */
export interface Targets {
  readonly type: TargetType;
  /** AWS has one kind of address in a target group. */
  readonly addressType: "ipv4" | "ipv6";
  /** How many are registered by Portico, as far as it knows. */
  readonly count: number;
  /** Registers the targets, or has them registered. */
  attach(scope: Construct, group: LbTargetGroup): readonly TerraformResource[];
  /** A load balancer leads to the group from now on. */
  serve?(group: LbTargetGroup, balancer: ServingBalancer): void;
}
