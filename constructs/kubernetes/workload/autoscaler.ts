import type { ReplicaRange } from "../../values";
import type { HorizontalPodAutoscalerV2SpecMetric } from "./provider";
import type { WorkloadOptions } from "./workload-options";

const DEFAULT_CPU_PERCENT = 60;

/** What an autoscaler goes by: the most instances that any of its metrics asks for. */
export function scalingMetrics(
  { cpuPercent, requestsPerMinute }: ReplicaRange,
  { requestsMetric }: WorkloadOptions,
): HorizontalPodAutoscalerV2SpecMetric[] {
  const requests =
    requestsPerMinute === undefined || requestsMetric === undefined
      ? []
      : [
          {
            type: "Pods",
            pods: {
              metric: { name: requestsMetric },
              target: { type: "AverageValue", averageValue: perSecond(requestsPerMinute) },
            },
          },
        ];
  const percent = cpuPercent ?? (requests.length === 0 ? DEFAULT_CPU_PERCENT : undefined);
  if (percent === undefined) return requests;
  const cpu = { name: "cpu", target: { type: "Utilization", averageUtilization: percent } };
  return [{ type: "Resource", resource: cpu }, ...requests];
}

/** A quantity in thousandths. */
function perSecond(perMinute: number): string {
  return `${Math.max(1, Math.round((perMinute * 1000) / 60))}m`;
}
