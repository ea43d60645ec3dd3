import type { createWorkload as CreateWorkload } from "./create-workload";

export { checkAdmission } from "./check-admission";
export type { KubernetesWorkload } from "./create-workload";
export { lowerWorkload } from "./lower-workload";
export { ingressRules } from "./network-policy";
export type { NetworkPeer, WorkloadOptions } from "./workload-options";

/** The provider's resources for it are loaded with the first workload. */
export const createWorkload: typeof CreateWorkload = (...given) =>
  (require("./create-workload") as typeof import("./create-workload")).createWorkload(...given);
