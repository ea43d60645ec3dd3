export type { ApplicationLoadBalancerOptions } from "./application-options";
export { AwsEdge, type AwsListener } from "./aws-edge";
export { EVERYONE, PRIVATE } from "./sources";
