import type { Balancing } from "../../../topology";
import type { PickContext } from "../../engine";

/** What a policy sees of an instance. */
export interface Candidate {
  /** Above 0. */
  readonly weight: number;
  /** Open requests and connections. */
  readonly active: number;
  /** A hash of the instance's id, the same in every process. */
  readonly hash: number;
  /** A policy's own note on the instance, kept from pick to pick and over changes of the set. */
  credit: number;
}

/** Which instance is next. */
export interface BalancingPolicy {
  /**
   * Picks one of the instances that can be used.
   *
   * @param instances not empty; the same array while nothing changes
   */
  pick<C extends Candidate>(instances: readonly C[], context: PickContext): C;
}

/** Creates a policy for a service. */
export type PolicyFactory = (balancing: Balancing, random: () => number) => BalancingPolicy;
