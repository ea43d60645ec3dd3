import { Construct } from "constructs";
import { Lazy } from "../../cdktf";
import type { ReplicaRange } from "../../values";
import { AppautoscalingPolicy, AppautoscalingTarget, type Lb, type LbTargetGroup } from "../provider";

const ECS = { serviceNamespace: "ecs", scalableDimension: "ecs:service:DesiredCount" } as const;

const DEFAULT_CPU_PERCENT = 60;

/** Seconds after which the next step is taken: up at once, down when it is clear that it lasts. */
const COOLDOWN = { scaleOutCooldown: 60, scaleInCooldown: 300 } as const;

/** An Application Load Balancer and the target group that it spreads a service's requests over. */
export interface RequestSource {
  readonly loadBalancer: Pick<Lb, "arnSuffix">;
  readonly targetGroup: LbTargetGroup;
}

export interface ScalingProps {
  readonly cluster: string;
  readonly service: string;
  readonly range: ReplicaRange;
  /** What requests are counted at; asked for when the stack is synthesized. */
  readonly requests: () => RequestSource | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Scales a service between bounds, so that a measure of its tasks stays near a target. */
export class WorkloadScaling extends Construct {
  readonly target: AppautoscalingTarget;
  readonly cpuPolicy: AppautoscalingPolicy | undefined;
  readonly requestPolicy: AppautoscalingPolicy | undefined;

  constructor(scope: Construct, id: string, { cluster, service, range, requests, tags }: ScalingProps) {
    super(scope, id);
    const { min, max, cpuPercent, requestsPerMinute } = range;
    this.target = new AppautoscalingTarget(this, "target", {
      ...ECS,
      resourceId: `service/${cluster}/${service}`,
      minCapacity: min,
      maxCapacity: max,
      tags: { ...tags },
    });
    if (cpuPercent !== undefined || requestsPerMinute === undefined) {
      this.cpuPolicy = this.policy("cpu", {
        targetValue: cpuPercent ?? DEFAULT_CPU_PERCENT,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      });
    }
    if (requestsPerMinute !== undefined) {
      this.requestPolicy = this.policy("requests", {
        targetValue: requestsPerMinute,
        predefinedMetricSpecification: {
          predefinedMetricType: "ALBRequestCountPerTarget",
          resourceLabel: Lazy.stringValue({ produce: () => label(requests()) }),
        },
      });
    }
  }

  private policy(
    id: string,
    tracking: { readonly targetValue: number; readonly predefinedMetricSpecification: MetricSpecification },
  ): AppautoscalingPolicy {
    return new AppautoscalingPolicy(this, id, {
      ...ECS,
      name: id,
      policyType: "TargetTrackingScaling",
      resourceId: this.target.resourceId,
      targetTrackingScalingPolicyConfiguration: { ...tracking, ...COOLDOWN },
    });
  }
}

interface MetricSpecification {
  readonly predefinedMetricType: string;
  readonly resourceLabel?: string;
}

/** How the metric names the two (Application Auto Scaling API reference, `PredefinedMetricSpecification`). */
function label(source: RequestSource | undefined): string | undefined {
  return source && `${source.loadBalancer.arnSuffix}/${source.targetGroup.arnSuffix}`;
}
