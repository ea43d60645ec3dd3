export type { ApplicationLoadBalancerOptions } from "./application-options";
export { AwsEdge, type AwsListener } from "./aws-edge";
export type { EndpointServiceOptions, NetworkLoadBalancerOptions } from "./network-options";
export { EVERYONE, PRIVATE } from "./sources";
