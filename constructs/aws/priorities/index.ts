export {
  type Allocation,
  allocatePriorities,
  type LockedPriorities,
  type LockedRule,
  NOTHING_LOCKED,
  RETIRED,
  type Room,
} from "./allocate";
export { comparePrecedence, type PrioritizedRule } from "./constraints";
export { PRIORITIES, type Segment, segmentOf } from "./segments";
