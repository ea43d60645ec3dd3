import type { IConstruct } from "constructs";
import type { EdgeLoadBalancer } from "./edge-load-balancer";
import type { IngressRouter } from "./ingress-router";
import type { LogicalService } from "./logical-service";

/** A construct that has an entry of its own in one of the Topology's lists. */
export type Tier = EdgeLoadBalancer | IngressRouter | LogicalService;

/** Tiers in the lists and the order of a Topology. */
export interface TierLists {
  readonly edges: readonly EdgeLoadBalancer[];
  readonly routers: readonly IngressRouter[];
  readonly services: readonly LogicalService[];
}

const LISTS = ["edges", "routers", "services"] as const;
const PLACE = /^(edges|routers|services)\[(\d+)\](?:\.(?:listeners|routes)\[(\d+)\])?/;

export function groupTiers(tiers: readonly Tier[]): TierLists {
  return { edges: tiers.filter(isEdge), routers: tiers.filter(isRouter), services: tiers.filter(isService) };
}

/** Where a tier, a listener or a route stands: `routers[0].routes[2]`; `undefined` where it does not. */
export function pathOf(lists: TierLists, construct: IConstruct): string | undefined {
  for (const list of LISTS) {
    for (const [index, tier] of lists[list].entries()) {
      const path = `${list}[${index}]`;
      if (tier === construct) return path;
      if (tier !== construct.node.scope) continue;
      const { field, entries } = partsOf(tier);
      const part = entries.indexOf(construct);
      return part < 0 ? undefined : `${path}.${field}[${part}]`;
    }
  }
  return undefined;
}

/** The innermost construct that a place of the document belongs to. */
export function constructAt(lists: TierLists, path: string): IConstruct | undefined {
  const [, list, index, part] = PLACE.exec(path) ?? [];
  if (list === undefined) return undefined;
  const tier = lists[list as keyof TierLists][Number(index)];
  return tier === undefined || part === undefined ? tier : (partsOf(tier).entries[Number(part)] ?? tier);
}

/** What a tier's own entry lists. */
function partsOf(tier: Tier): { readonly field: string; readonly entries: readonly IConstruct[] } {
  if (isEdge(tier)) return { field: "listeners", entries: tier.listeners };
  return isRouter(tier) ? { field: "routes", entries: tier.routes } : { field: "", entries: [] };
}

// By what they have, not by class: the classes' own modules need this one.
function isEdge(tier: Tier): tier is EdgeLoadBalancer {
  return "listeners" in tier;
}

function isRouter(tier: Tier): tier is IngressRouter {
  return "routes" in tier;
}

function isService(tier: Tier): tier is LogicalService {
  return !isEdge(tier) && !isRouter(tier);
}
