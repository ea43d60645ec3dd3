export { AwsWorkload, type WorkloadEntrance, type WorkloadHost } from "./aws-workload";
export type { StackCluster } from "./cluster";
export type * from "./ecs-options";
export type { TaskRole } from "./roles";
export type { WorkloadScaling } from "./scaling";
