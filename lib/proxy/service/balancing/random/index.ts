import type { BalancingPolicy, Candidate, PolicyFactory } from "../policy";
import { firstOf } from "../weighted-turn";

/**
 * The less busy of two picked at random by weight ("the power of two choices"): near to the best spread, without
 * looking at all and without herding when several proxies share a service.
 */
class RandomOfTwo implements BalancingPolicy {
  constructor(private readonly random: () => number) {}

  pick<C extends Candidate>(instances: readonly C[]): C {
    const one = this.byWeight(instances);
    const two = this.byWeight(instances);
    return two.active * one.weight < one.active * two.weight ? two : one;
  }

  private byWeight<C extends Candidate>(instances: readonly C[]): C {
    let total = 0;
    for (const instance of instances) total += instance.weight;
    let left = this.random() * total;
    for (const instance of instances) {
      left -= instance.weight;
      if (left < 0) return instance;
    }
    return firstOf(instances);
  }
}

export const createRandom: PolicyFactory = (_balancing, random) => new RandomOfTwo(random);
