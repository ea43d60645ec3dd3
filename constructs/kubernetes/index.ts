export type { EntryPoints, IngressDialectName } from "./ingress";
export { Kubernetes } from "./kubernetes";
export type { KubernetesProps, TlsSecretProps } from "./kubernetes-props";
export { KubernetesEdge, KubernetesRouter, type KubernetesService } from "./resources";
