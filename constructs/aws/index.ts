export {
  Authentication,
  type CognitoAuthentication,
  type JwtAuthentication,
  type JwtClaim,
  type OidcAuthentication,
  type SignInOptions,
  type Unauthenticated,
} from "./authentication";
export { Aws } from "./aws";
export type { AwsProps } from "./aws-props";
export {
  AcmCertificate,
  type CertificateRequest,
  type IAcmCertificate,
  type RequestedCertificate,
  type TlsPolicy,
} from "./certificates";
export { type DnsName, HostedZone, type HostedZoneLookup, type IHostedZone } from "./dns";
export type {
  ApplicationLoadBalancerOptions,
  AwsEdge,
  AwsListener,
  EndpointServiceOptions,
  NetworkLoadBalancerOptions,
} from "./edge";
export {
  ApplicationListener,
  ApplicationLoadBalancer,
  type IApplicationListener,
  type IApplicationLoadBalancer,
  type INetworkLoadBalancer,
  type KnownAttributes,
  type LoadBalancerAttributes,
  NetworkLoadBalancer,
  type PriorityRange,
  type SharedListenerOptions,
} from "./imports";
export type { LogBucket, LogOptions } from "./logs";
export {
  type AutoScalingGroupProps,
  AwsMembers,
  type InstanceMember,
  type LambdaProps,
  type LoadBalancerProps,
  type TargetGroupBindingProps,
} from "./members";
export { MutualTls, type TrustBundle, type VerifiedClients } from "./mutual-tls";
export type { AwsQuotas } from "./quotas";
export type { AwsRouter } from "./router";
export type {
  AwsService,
  HealthyShare,
  MinimumHealthy,
  ServiceEntrance,
  TargetGroupBinding,
  TargetGroupOptions,
} from "./service";
export type {
  AwsWorkload,
  EcsCapacity,
  EcsEgress,
  EcsLogRetention,
  EcsOptions,
  EcsPolicyStatement,
  StackCluster,
  TaskRole,
  WorkloadScaling,
} from "./workload";
