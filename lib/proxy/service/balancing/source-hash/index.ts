import type { PickContext } from "../../../engine";
import type { BalancingPolicy, Candidate, PolicyFactory } from "../policy";
import { rendezvous } from "../rendezvous";

class SourceHash implements BalancingPolicy {
  pick<C extends Candidate>(instances: readonly C[], context: PickContext): C {
    return rendezvous(instances, context.sourceAddress);
  }
}

export const createSourceHash: PolicyFactory = () => new SourceHash();
