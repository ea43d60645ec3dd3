import { Construct } from "constructs";
import type { TerraformResource } from "../../../cdktf";
import { replaceableName } from "../../names";
import { AutoscalingAttachment, AutoscalingPolicy, type LbTargetGroup } from "../../provider";
import type { ServingBalancer } from "../service-use";
import type { Targets } from "./targets";

/** What tells a scaling policy from others. */
interface Owner {
  readonly name: string;
  readonly path: string;
}

/** The instances of an Auto Scaling group, which registers and deregisters them as they come and go. */
export class AutoScalingTargets implements Targets {
  readonly type = "instance";
  readonly addressType = "ipv4";
  readonly endpoints = [{}];

  constructor(
    private readonly owner: Owner,
    private readonly groupName: string,
    private readonly requestsPerTarget: number | undefined,
  ) {}

  attach(scope: Construct, group: LbTargetGroup): readonly AutoscalingAttachment[] {
    return [
      new AutoscalingAttachment(scope, "group", {
        autoscalingGroupName: this.groupName,
        lbTargetGroupArn: group.arn,
        lifecycle: { createBeforeDestroy: true },
      }),
    ];
  }

  /**
   * Requests are counted for a target group behind a load balancer, so that there is a policy for each pair. It stands
   * in the load balancer's stack, which is the one that knows both.
   */
  serve(group: LbTargetGroup, balancer: ServingBalancer, awaitRouting: (resource: TerraformResource) => void): void {
    if (this.requestsPerTarget === undefined || balancer.kind !== "application") return;
    const { scope, loadBalancer } = balancer;
    const policies = scope.node.tryFindChild("scaling") ?? new Construct(scope, "scaling");
    const { name, path } = this.owner;
    const policy = new AutoscalingPolicy(policies as Construct, path.replaceAll("/", "|"), {
      name: replaceableName(name, `${path} ${scope.node.path}`, []),
      autoscalingGroupName: this.groupName,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: {
          predefinedMetricType: "ALBRequestCountPerTarget",
          resourceLabel: `${loadBalancer.arnSuffix}/${group.arnSuffix}`,
        },
        targetValue: this.requestsPerTarget,
      },
    });
    // AWS counts no requests for a target group that no load balancer has.
    awaitRouting(policy);
  }
}
