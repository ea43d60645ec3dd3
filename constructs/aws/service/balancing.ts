import type { Balancing, BalancingAlgorithm } from "../../../lib/topology";
import type { Findings } from "../findings";
import type { BalancerKind } from "./kind";

const AT = "balancing";
export const ROUND_ROBIN = "round_robin";
export const WEIGHTED_RANDOM = "weighted_random";

/** What an Application Load Balancer has (ELB user guide, "Routing algorithms"). */
const ALGORITHMS: Readonly<Partial<Record<BalancingAlgorithm, string>>> = {
  RoundRobin: ROUND_ROBIN,
  LeastConnections: "least_outstanding_requests",
  Random: WEIGHTED_RANDOM,
};

/** How a target group picks a target. */
export interface TargetBalancing {
  /** `undefined` on a Network Load Balancer, which knows the hash of the flow alone. */
  readonly algorithm: string | undefined;
  /** Whether a client's address decides, as `SourceHash` asks for. */
  readonly bySource: boolean;
}

/**
 * Application Load Balancers take turns, prefer the target with the fewest outstanding requests, or pick at random. Network Load
 * Balancers pick by a hash of protocol, addresses and ports (ELB user guide, "Network Load Balancer overview"), or with
 * stickiness by the client's address alone. A service that asks for nothing is content with either.
 */
export function targetBalancing(
  balancing: Balancing | undefined,
  kind: BalancerKind,
  findings: Findings,
): TargetBalancing {
  if (kind === "network") return networkBalancing(balancing, findings);
  const algorithm = ALGORITHMS[balancing?.algorithm ?? "RoundRobin"];
  if (algorithm === undefined) {
    findings.error(
      "alb-balancing",
      AT,
      `an Application Load Balancer does not balance by ${balancing?.algorithm}`,
      "use Balancing.roundRobin(), leastConnections() or random(), or accept turns",
    );
  }
  return { algorithm: algorithm ?? ROUND_ROBIN, bySource: false };
}

function networkBalancing(balancing: Balancing | undefined, findings: Findings): TargetBalancing {
  const bySource = balancing?.algorithm === "SourceHash";
  if (balancing !== undefined && !bySource) {
    findings.error(
      "nlb-balancing",
      AT,
      `a Network Load Balancer picks a target by a hash of the connection's addresses and ports, not by ${balancing.algorithm}`,
      "use Balancing.sourceHash() or no balancing at all, or accept the hash",
    );
  }
  return { algorithm: undefined, bySource };
}
