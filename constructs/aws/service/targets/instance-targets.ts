import type { Construct } from "constructs";
import { isListMark, isUnknown } from "../../../unknown-values";
import type { InstanceMember } from "../../members";
import { type LbTargetGroup, LbTargetGroupAttachment } from "../../provider";
import type { Endpoint, Targets } from "./targets";

/** EC2 instances by id, each registered by itself. */
export class InstanceTargets implements Targets {
  readonly type = "instance";
  readonly addressType = "ipv4";
  readonly endpoints: readonly Endpoint[];

  constructor(
    private readonly instances: readonly InstanceMember[],
    private readonly port: number,
  ) {
    this.endpoints = instances.map(({ port: own = port }) => ({ port: own }));
  }

  attach(scope: Construct, group: LbTargetGroup): readonly LbTargetGroupAttachment[] {
    const known = new Set<string>();
    return this.instances.flatMap(({ id, port = this.port }, index) => {
      const place = isUnknown(id) || isUnknown(port) ? String(index) : `${id}-${port}`;
      if (known.has(place) || isListMark(id)) return [];
      known.add(place);
      return new LbTargetGroupAttachment(scope, place, {
        targetGroupArn: group.arn,
        targetId: id,
        port,
        lifecycle: { createBeforeDestroy: true },
      });
    });
  }
}
