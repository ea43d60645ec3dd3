export type { Endpoint, TargetGroupBinding, Targets, TargetType } from "./targets";
export { targetsOf } from "./targets-of";
