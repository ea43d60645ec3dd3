export type {
  AwsNetworkLoadBalancer,
  AzureLoadBalancer,
  GcpNetworkLoadBalancer,
  LoadBalancerImplementation,
  LoadBalancerOptions,
  MetalLbLoadBalancer,
} from "./load-balancer-options";
export {
  existingLoadBalancer,
  gatewayLoadBalancer,
  type LoadBalancerInput,
  lowerLoadBalancer,
} from "./lower-load-balancer";
export { checkTrafficPolicy } from "./traffic-policy";
