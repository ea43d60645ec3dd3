export { type FilesPlacementProps, Placement, type ProxyFiles } from "./placements";
export { SelfHostedProxy } from "./proxy";
export { type CertificateFiles, type ProxyImage, SelfHosted, type SelfHostedProps } from "./self-hosted";
export { RouterProxy, Tiers, type TwoTiersProps } from "./tiers";
