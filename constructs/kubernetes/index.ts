export type { CertManagerProps } from "./cert-manager";
export type { GatewayProps, GatewayVersion, ParentRef } from "./gateway";
export type { IngressDialectName } from "./ingress";
export { Kubernetes } from "./kubernetes";
export type { KubernetesProps, TlsSecretProps } from "./kubernetes-props";
export type {
  AwsNetworkLoadBalancer,
  AzureLoadBalancer,
  GcpNetworkLoadBalancer,
  LoadBalancerImplementation,
  LoadBalancerOptions,
  MetalLbLoadBalancer,
} from "./load-balancer";
export { KubernetesEdge, KubernetesRouter, type KubernetesService } from "./resources";
export type { EntryPoints } from "./routes";
export type { ServiceOptions } from "./service";
export type { KubernetesWorkload, NetworkPeer, WorkloadOptions } from "./workload";
