export type {
  Certificate,
  Diagnostic,
  Duration,
  ListenerLimits,
  ProxyProtocol,
  RequestPolicy,
  RouteRetry,
  RouteTimeouts,
  ServiceLimits,
  ServiceProtocol,
  ServiceTls,
  TlsTermination,
  Topology,
} from "../lib/topology";
export { reportDiagnostics } from "./diagnostics";
export { EdgeListener, EdgeLoadBalancer, type EdgeLoadBalancerProps } from "./edge-load-balancer";
export {
  IngressRouter,
  type IngressRouterProps,
  Route,
  type RouteProps,
  type WeightedService,
} from "./ingress-router";
export { LogicalService, type LogicalServiceProps } from "./logical-service";
export { topologyOf, topologyPath } from "./model";
export type { Platform } from "./platform";
export * from "./values";
