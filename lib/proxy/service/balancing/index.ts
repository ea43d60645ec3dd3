import type { Balancing, BalancingAlgorithm } from "../../../topology";
import { createConsistentHash } from "./consistent-hash";
import { createLeastConnections } from "./least-connections";
import type { BalancingPolicy, PolicyFactory } from "./policy";
import { createRandom } from "./random";
import { createRoundRobin } from "./round-robin";
import { createSourceHash } from "./source-hash";

export { hashText } from "./hash";
export type { BalancingPolicy, Candidate } from "./policy";

const POLICIES: Readonly<Record<BalancingAlgorithm, PolicyFactory>> = {
  RoundRobin: createRoundRobin,
  LeastConnections: createLeastConnections,
  Random: createRandom,
  SourceHash: createSourceHash,
  ConsistentHash: createConsistentHash,
};

/** @param balancing absent: round robin */
export function createPolicy(balancing: Balancing | undefined, random: () => number = Math.random): BalancingPolicy {
  const chosen = balancing ?? { algorithm: "RoundRobin" };
  return POLICIES[chosen.algorithm](chosen, random);
}
