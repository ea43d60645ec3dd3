export type { Targets, TargetType } from "./targets";
export { targetsOf } from "./targets-of";
