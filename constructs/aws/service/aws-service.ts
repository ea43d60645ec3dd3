import type { LogicalService } from "../../logical-service";
import type { Lb, LbTargetGroup, LbTargetGroupAttachment } from "../provider";

/** What a logical service became on AWS. */
export class AwsService {
  /** The ARN of the target group, as a token: one for all that refer to it. */
  readonly targetGroupArn: string;

  constructor(
    /** One target group, for load balancers of the kind that the service's protocol needs. */
    readonly targetGroup: LbTargetGroup,
    /** The members, each attached to the target group. */
    readonly attachments: readonly LbTargetGroupAttachment[],
  ) {
    this.targetGroupArn = targetGroup.arn;
  }
}

/** A listener that leads to a service: how the service's target group is used. */
export interface ServiceUse {
  /** Gives the load balancer; it may not be there yet. */
  readonly balancer: () => Lb | undefined;
  /** Whether TLS has been ended before the service, so that what speaks TLS needs it again. */
  readonly terminatesTls: boolean;
}

const uses = new WeakMap<LogicalService, ServiceUse[]>();

/** Notes that a listener leads to a service. */
export function noteUse(service: LogicalService, use: ServiceUse): void {
  const known = uses.get(service);
  if (known === undefined) uses.set(service, [use]);
  else known.push(use);
}

/** The listeners that lead to a service, as far as they have been added. */
export function usesOf(service: LogicalService): readonly ServiceUse[] {
  return uses.get(service) ?? [];
}
