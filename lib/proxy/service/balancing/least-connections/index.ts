import type { BalancingPolicy, Candidate, PolicyFactory } from "../policy";
import { firstOf, weightedTurn } from "../weighted-turn";

/** The least open requests for its weight; among equals, in turn by weight. */
class LeastConnections implements BalancingPolicy {
  pick<C extends Candidate>(instances: readonly C[]): C {
    let least = firstOf(instances);
    for (const instance of instances) {
      if (load(instance, least) < 0) least = instance;
    }
    const equals = instances.filter((instance) => load(instance, least) === 0);
    return equals.length === 1 ? least : weightedTurn(least, equals);
  }
}

/** Compares `active / weight` without dividing. */
function load(one: Candidate, other: Candidate): number {
  return one.active * other.weight - other.active * one.weight;
}

export const createLeastConnections: PolicyFactory = () => new LeastConnections();
