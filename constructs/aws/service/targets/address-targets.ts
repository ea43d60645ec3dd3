import type { Construct } from "constructs";
import type { LbTargetGroup } from "../../provider";
import { LbTargetGroupAttachment } from "../../provider";
import type { TargetMembers } from "./address-members";
import type { Targets } from "./targets";

/** Members by IP address, each registered by itself. */
export class AddressTargets implements Targets {
  readonly type = "ip";

  constructor(private readonly given: TargetMembers) {}

  get addressType() {
    return this.given.addressType;
  }

  get count(): number {
    return this.given.members.length;
  }

  attach(scope: Construct, group: LbTargetGroup): readonly LbTargetGroupAttachment[] {
    return this.given.members.map(
      ({ id, address, port }) =>
        new LbTargetGroupAttachment(scope, id, {
          targetGroupArn: group.arn,
          targetId: address,
          port,
          // With the target group replaced, the new one has its targets before the old one loses them.
          lifecycle: { createBeforeDestroy: true },
        }),
    );
  }
}
