export { AwsService, groupFor, noteRouting, type ServiceEntrance } from "./aws-service";
export { type BalancerKind, balancerKind } from "./kind";
export { lowerService } from "./lower-service";
export { type SecondsRule, seconds } from "./seconds";
export type { ServiceUse, ServingBalancer } from "./service-use";
export { TargetAccess } from "./target-access";
export type { HealthyShare, MinimumHealthy, TargetGroupOptions } from "./target-group-options";
export { type TargetPort, targetPorts } from "./target-ports";
export type { TargetGroupBinding } from "./targets";
