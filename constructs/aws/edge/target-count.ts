import type { LogicalService } from "../../logical-service";
import { AwsService, type ServingBalancer } from "../service";

/** What a load balancer counts for that is the target of another (ELB user guide, "Quotas for your Network Load Balancers"). */
const LOAD_BALANCER_AS_TARGET = { withinZones: 50, acrossZones: 100 };

/**
 * How many targets a load balancer has, as far as they are known while the program runs. One that is in several of its
 * target groups counts in each; two services may have one group.
 */
export function targetCount(
  services: readonly LogicalService[],
  { scope }: Pick<ServingBalancer, "scope">,
  crossesZones: boolean,
): number {
  const asTarget = LOAD_BALANCER_AS_TARGET[crossesZones ? "acrossZones" : "withinZones"];
  const byGroup = services.flatMap(({ resources }) => {
    if (!(resources instanceof AwsService)) return [];
    const { groups, knownTargets, targets } = resources;
    const count = targets.type === "alb" ? asTarget : knownTargets;
    return groups.filter(({ use }) => use?.balancer.scope === scope).map((group) => [group, count] as const);
  });
  return [...new Map(byGroup).values()].reduce((total, count) => total + count, 0);
}
