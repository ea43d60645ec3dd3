export {
  ApplicationListener,
  type IApplicationListener,
  type PriorityRange,
  type SharedListenerOptions,
} from "./listener";
export {
  ApplicationLoadBalancer,
  type IApplicationLoadBalancer,
  type KnownAttributes,
  type LoadBalancerAttributes,
} from "./load-balancer";
export { type INetworkLoadBalancer, NetworkLoadBalancer } from "./network-load-balancer";
