import type { PickContext } from "../../../engine";
import type { BalancingPolicy, Candidate, PolicyFactory } from "../policy";
import { rendezvous } from "../rendezvous";
import { firstOf, weightedTurn } from "../weighted-turn";
import { type HashKey, parseHashKey } from "./hash-key";

/** By a part of the request; requests that lack it take turns. */
class ConsistentHash implements BalancingPolicy {
  constructor(private readonly key: HashKey) {}

  pick<C extends Candidate>(instances: readonly C[], context: PickContext): C {
    const value =
      this.key.kind === "source" ? context.sourceAddress : context.attribute?.(this.key.kind, this.key.name);
    return value === undefined ? weightedTurn(firstOf(instances), instances) : rendezvous(instances, value);
  }
}

export const createConsistentHash: PolicyFactory = (balancing) => new ConsistentHash(parseHashKey(balancing.key));
