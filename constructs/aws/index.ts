export { Aws } from "./aws";
export type { AwsProps } from "./aws-props";
export { type DnsName, HostedZone, type HostedZoneLookup, type IHostedZone } from "./dns";
export type { ApplicationLoadBalancerOptions, AwsEdge, AwsListener } from "./edge";
export type { LogBucket, LogOptions } from "./logs";
export type { AwsQuotas } from "./quotas";
export type { AwsRouter } from "./router";
export type { AwsService, TargetGroupOptions } from "./service";
