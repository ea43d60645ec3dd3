import type { BalancingPolicy, Candidate, PolicyFactory } from "../policy";
import { firstOf, weightedTurn } from "../weighted-turn";

class RoundRobin implements BalancingPolicy {
  pick<C extends Candidate>(instances: readonly C[]): C {
    return weightedTurn(firstOf(instances), instances);
  }
}

export const createRoundRobin: PolicyFactory = () => new RoundRobin();
