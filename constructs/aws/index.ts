export { Aws } from "./aws";
export type { AwsProps } from "./aws-props";
export type { AwsEdge, AwsListener } from "./edge";
export type { AwsQuotas } from "./quotas";
export type { AwsRouter } from "./router";
export type { AwsService } from "./service";
