export { listenerLosses, routeLosses, serviceLosses, tierDiagnostics } from "./diagnostics";
export { RouterProxy } from "./router-proxy";
export { type SplitTopology, splitTopology } from "./split";
export { type RouterTier, Tiers, type TwoTiersProps } from "./tiers";
