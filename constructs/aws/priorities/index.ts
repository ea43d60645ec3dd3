export {
  type Allocation,
  allocatePriorities,
  type LockedPriorities,
  type LockedRule,
  NOTHING_LOCKED,
} from "./allocate";
export { comparePrecedence, type PrioritizedRule } from "./constraints";
export { PRIORITIES, segmentOf } from "./segments";
