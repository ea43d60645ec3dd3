export { AwsService, groupFor, noteRouting } from "./aws-service";
export { type BalancerKind, balancerKind } from "./kind";
export { lowerService } from "./lower-service";
export { type SecondsRule, seconds } from "./seconds";
export type { ServiceUse, ServingBalancer } from "./service-use";
export { TargetAccess } from "./target-access";
export type { TargetGroupOptions } from "./target-group-options";
export { type TargetPort, targetPorts } from "./target-ports";
