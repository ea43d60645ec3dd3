import type { Construct } from "constructs";
import { Lazy } from "../../cdktf";
import { escapeTemplates, type TokenMask } from "../objects";
import type { WorkloadLowering } from "./lower-workload";
import { DeploymentV1, HorizontalPodAutoscalerV2, NetworkPolicyV1, PodDisruptionBudgetV1 } from "./provider";

/** What a service's workload became. */
export interface KubernetesWorkload {
  readonly deployment: DeploymentV1;
  readonly disruptionBudget: PodDisruptionBudgetV1;
  /** Where the number of instances is to change. */
  readonly autoscaler?: HorizontalPodAutoscalerV2;
  /** Unless the platform is set to have none. */
  readonly networkPolicy?: NetworkPolicyV1;
}

/**
 * @param mask - of the lowering
 * @param rules - of the NetworkPolicy; pure: it is called again on each synthesis
 */
export function createWorkload(
  scope: Construct,
  lowered: WorkloadLowering,
  mask: TokenMask,
  rules: () => readonly object[],
): KubernetesWorkload {
  const { deployment, disruptionBudget, autoscaler, networkPolicy } = escapeTemplates(mask.unmask(lowered));
  return {
    deployment: new DeploymentV1(scope, "deployment", deployment),
    disruptionBudget: new PodDisruptionBudgetV1(scope, "disruption-budget", disruptionBudget),
    ...(autoscaler === undefined ? {} : { autoscaler: new HorizontalPodAutoscalerV2(scope, "autoscaler", autoscaler) }),
    ...(networkPolicy === undefined
      ? {}
      : {
          networkPolicy: new NetworkPolicyV1(scope, "network-policy", {
            ...networkPolicy,
            spec: {
              ...networkPolicy.spec,
              ingress: Lazy.anyValue({ produce: () => escapeTemplates(mask.unmask(rules())) }),
            },
          }),
        }),
  };
}
