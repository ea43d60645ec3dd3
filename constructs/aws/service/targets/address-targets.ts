import type { Construct } from "constructs";
import { type LbTargetGroup, LbTargetGroupAttachment } from "../../provider";
import type { TargetMembers } from "./address-members";
import type { Endpoint, Targets } from "./targets";

/** Members by IP address, each registered by itself. */
export class AddressTargets implements Targets {
  readonly type = "ip";
  readonly addressType: "ipv4" | "ipv6";
  /** A service without members may get some by other means. */
  readonly endpoints: readonly Endpoint[];

  /** @param outside - whether the members are outside of the VPC */
  constructor(
    private readonly given: TargetMembers,
    private readonly outside: boolean,
  ) {
    this.addressType = given.addressType;
    this.endpoints = given.members.length === 0 ? [{}] : given.members;
  }

  attach(scope: Construct, group: LbTargetGroup): readonly LbTargetGroupAttachment[] {
    return this.given.members.map(
      ({ id, address, port }) =>
        new LbTargetGroupAttachment(scope, id, {
          targetGroupArn: group.arn,
          targetId: address,
          port,
          // AWS knows the zones of its own VPC's addresses alone.
          ...(this.outside ? { availabilityZone: "all" } : {}),
          // With the target group replaced, the new one has its targets before the old one loses them.
          lifecycle: { createBeforeDestroy: true },
        }),
    );
  }
}
