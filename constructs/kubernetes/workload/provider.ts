/** The one place of workloads that names the Kubernetes provider: its modules are large, and loaded with the first one. */
export {
  DeploymentV1,
  type DeploymentV1Config,
  type DeploymentV1SpecTemplate,
} from "@cdktf/provider-kubernetes/lib/deployment-v1";
export {
  HorizontalPodAutoscalerV2,
  type HorizontalPodAutoscalerV2Config,
  type HorizontalPodAutoscalerV2SpecMetric,
} from "@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2";
export { NetworkPolicyV1, type NetworkPolicyV1Config } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
export {
  PodDisruptionBudgetV1,
  type PodDisruptionBudgetV1Config,
} from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
