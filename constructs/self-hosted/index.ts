export {
  type DockerPlacementProps,
  type DockerProxy,
  type EdgeService,
  type FilesPlacementProps,
  type KubernetesPlacementProps,
  type KubernetesProxy,
  Placement,
  type PodResources,
  type ProcessProps,
  type ProxyFiles,
  type Replicas,
} from "./placements";
export { SelfHostedProxy } from "./proxy";
export { type CertificateFiles, type ProxyImage, SelfHosted, type SelfHostedProps } from "./self-hosted";
export { RouterProxy, Tiers, type TwoTiersProps } from "./tiers";
