import type { IConstruct } from "constructs";
import type { Certificate, Topology } from "../lib/topology";
import { TerraformStack } from "./cdktf";
import { reportLocated } from "./diagnostics";
import type { EdgeLoadBalancer } from "./edge-load-balancer";
import type { IngressRouter } from "./ingress-router";
import type { LogicalService } from "./logical-service";
import { modelDiagnostics } from "./model-diagnostics";
import type { Platform } from "./platform";
import { groupTiers, pathOf, type Tier, type TierLists } from "./tiers";
import { keepTopologyFile } from "./topology-file";

/** The constructs that one Topology is made of. */
export class Model implements TierLists {
  readonly edges: readonly EdgeLoadBalancer[];
  readonly routers: readonly IngressRouter[];
  readonly services: readonly LogicalService[];

  /**
   * These constructs and everything that they lead to, in other stacks too: a document that stands by itself. The given
   * ones keep their order, others follow in the order in which they are met.
   */
  constructor(tiers: readonly Tier[]) {
    const given = groupTiers(tiers);
    const listeners = given.edges.flatMap((edge) => edge.listeners);
    const routers = new Set(given.routers);
    for (const { router } of listeners) if (router !== undefined) routers.add(router);
    const services = new Set(given.services);
    for (const from of [...listeners, ...[...routers].flatMap((router) => router.routes)]) {
      for (const service of from.services) services.add(service);
    }
    this.edges = given.edges;
    this.routers = [...routers];
    this.services = [...services];
  }

  /** The document that the constructs make up. */
  get topology(): Topology {
    const certificates = this.certificates;
    return {
      version: 1,
      edges: this.edges.map((edge) => edge.topology),
      routers: this.routers.map((router) => router.topology),
      services: this.services.map((service) => service.topology),
      ...(certificates.length === 0 ? {} : { certificates }),
    };
  }

  /** The certificates that listeners and services name, as far as their platforms know them. */
  private get certificates(): readonly Certificate[] {
    const byName = new Map<string, Certificate>();
    const take = (platform: Platform, name: string) => {
      const certificate = platform.certificate(name);
      if (certificate !== undefined) byName.set(name, certificate);
    };
    for (const { platform, listeners } of this.edges) {
      for (const name of listeners.flatMap((listener) => listener.certificates)) take(platform, name);
    }
    for (const { platform, props } of this.services) {
      if (props.tls?.certificate !== undefined) take(platform, props.tls.certificate);
    }
    return [...byName.values()];
  }
}

const tiersByStack = new WeakMap<TerraformStack, Tier[]>();

/** Makes a construct part of its stack's Topology, which is validated as a whole when the stack is synthesized. */
export function registerModel(tier: Tier): void {
  const stack = TerraformStack.of(tier);
  const tiers = tiersByStack.get(stack);
  if (tiers !== undefined) {
    tiers.push(tier);
    return;
  }
  tiersByStack.set(stack, [tier]);
  reportLocated(stack, () => modelDiagnostics(stack, modelOf(stack)));
  keepTopologyFile(tier, () => topologyOf(stack));
}

/** The Portico constructs of the stack that a construct stands in, in the order in which they were made. */
export function tiersOf(scope: IConstruct): readonly Tier[] {
  return tiersByStack.get(TerraformStack.of(scope)) ?? [];
}

/** The constructs of a stack's Topology: its own, and what they lead to in other stacks. */
function modelOf(scope: IConstruct): Model {
  return new Model(tiersOf(scope));
}

/**
 * The Topology of the stack that a construct stands in: its edges, routers and services, and what they lead to in other
 * stacks. Values that Terraform alone will know stand in it as tokens.
 */
export function topologyOf(scope: IConstruct): Topology {
  return modelOf(scope).topology;
}

/**
 * Where a construct stands in the Topology of its stack, such as `routers[0].routes[2]`: what the path of a diagnostic
 * about it begins with. Empty where it is no part of the Topology.
 */
export function topologyPath(construct: IConstruct): string {
  // What the Topology holds of other stacks comes after the stack's own.
  return pathOf(groupTiers(tiersOf(construct)), construct) ?? "";
}
