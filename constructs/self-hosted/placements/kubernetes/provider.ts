/** The one place of this placement that names the Kubernetes provider, by deep path: it keeps loading quick. */
export { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1";
export { DaemonSetV1 } from "@cdktf/provider-kubernetes/lib/daemon-set-v1";
export { DeploymentV1, type DeploymentV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/deployment-v1";
export { HorizontalPodAutoscalerV2 } from "@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2";
export { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
export { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
export { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
export { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
