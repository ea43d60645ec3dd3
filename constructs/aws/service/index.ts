export { AwsService, noteUse } from "./aws-service";
export { type BalancerKind, balancerKind } from "./kind";
export { lowerService } from "./lower-service";
export { type SecondsRule, seconds } from "./seconds";
export { type TargetPort, targetPorts } from "./target-ports";
