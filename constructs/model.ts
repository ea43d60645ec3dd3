import type { IConstruct } from "constructs";
import type { Certificate, Diagnostic, Topology } from "../lib/topology";
import { validateTopology } from "../lib/topology";
import { TerraformStack, Token } from "./cdktf";
import { reportDiagnostics } from "./diagnostics";
import type { EdgeLoadBalancer } from "./edge-load-balancer";
import type { IngressRouter } from "./ingress-router";
import type { LogicalService } from "./logical-service";
import { findMixedPlatforms } from "./mixed-platforms";

type Tier = EdgeLoadBalancer | IngressRouter | LogicalService;

/** The Portico constructs of one stack, in the order in which they were made. */
class StackModel {
  private readonly tiers: Tier[] = [];

  add(tier: Tier): void {
    this.tiers.push(tier);
  }

  /**
   * Everything that the stack's constructs reach, those of other stacks included: a document that stands by itself.
   * A construct comes after those that lead to it only where it is of another stack.
   */
  collect(): Collected {
    const edges = this.tiers.filter(isEdge);
    const routers = new Set(this.tiers.filter(isRouter));
    for (const listener of edges.flatMap((edge) => edge.listeners)) {
      if (listener.router !== undefined) routers.add(listener.router);
    }
    const services = new Set(this.tiers.filter(isService));
    const reached = [...edges.flatMap((edge) => edge.listeners), ...[...routers].flatMap((router) => router.routes)];
    for (const service of reached.flatMap((from) => from.services)) services.add(service);
    return { edges, routers: [...routers], services: [...services] };
  }
}

interface Collected {
  readonly edges: readonly EdgeLoadBalancer[];
  readonly routers: readonly IngressRouter[];
  readonly services: readonly LogicalService[];
}

const models = new WeakMap<TerraformStack, StackModel>();

/** Makes a construct part of its stack's Topology, which is validated as a whole when the stack is synthesized. */
export function registerModel(tier: Tier): void {
  const stack = TerraformStack.of(tier);
  let model = models.get(stack);
  if (model === undefined) {
    model = new StackModel();
    models.set(stack, model);
    reportDiagnostics(stack, () => modelDiagnostics(stack));
  }
  model.add(tier);
}

/**
 * The Topology of the stack that a construct stands in: its edges, routers and services, and what they reach in other
 * stacks.
 */
export function topologyOf(scope: IConstruct): Topology {
  return toTopology(collect(scope));
}

/** Where a construct stands in the Topology of its stack: `routers[0].routes[2]`. */
export function topologyPath(construct: IConstruct): string {
  return [...places(collect(construct))].find(([, place]) => place === construct)?.[0] ?? "";
}

function collect(scope: IConstruct): Collected {
  return models.get(TerraformStack.of(scope))?.collect() ?? { edges: [], routers: [], services: [] };
}

function toTopology({ edges, routers, services }: Collected): Topology {
  const certificates = new Map<string, Certificate>();
  for (const edge of edges) {
    for (const name of edge.listeners.flatMap((listener) => listener.certificates)) {
      const certificate = edge.platform.certificate(name);
      if (certificate !== undefined) certificates.set(name, certificate);
    }
  }
  return {
    version: 1,
    edges: edges.map((edge) => edge.topology),
    routers: routers.map((router) => router.topology),
    services: services.map((service) => service.topology),
    ...(certificates.size === 0 ? {} : { certificates: [...certificates.values()] }),
  };
}

/** Constructs by their place in the Topology, those inside another after it. */
function* places({ edges, routers, services }: Collected): Generator<[string, IConstruct]> {
  for (const [e, edge] of edges.entries()) {
    yield [`edges[${e}]`, edge];
    for (const [l, listener] of edge.listeners.entries()) yield [`edges[${e}].listeners[${l}]`, listener];
  }
  for (const [r, router] of routers.entries()) {
    yield [`routers[${r}]`, router];
    for (const [i, route] of router.routes.entries()) yield [`routers[${r}].routes[${i}]`, route];
  }
  for (const [s, service] of services.entries()) yield [`services[${s}]`, service];
}

/** What is wrong with the stack's Topology, each with the construct that it is about. */
function modelDiagnostics(stack: TerraformStack): Diagnostic[] {
  const collected = collect(stack);
  const topology = toTopology(collected);
  const paths = [...places(collected)].reverse();
  return [...validateTopology(topology), ...findMixedPlatforms(collected.edges, collected.routers)]
    .filter(({ path }) => !Token.isUnresolved(valueAt(topology, path)))
    .map((diagnostic) => {
      const place = paths.find(([path]) => isWithin(diagnostic.path, path));
      return place === undefined ? diagnostic : { ...diagnostic, path: `${diagnostic.path} (${place[1].node.path})` };
    });
}

function isWithin(path: string, outer: string): boolean {
  return path.startsWith(outer) && /^([.[]|$)/.test(path.slice(outer.length));
}

/** Follows a JSON path such as `routers[0].routes[2].name`; values that a token stands for can't be judged yet. */
function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const [, name, index] of path.matchAll(/([A-Za-z$][\w$]*)|\[(\d+)\]/g)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[name ?? index ?? ""];
  }
  return value;
}

function isEdge(tier: Tier): tier is EdgeLoadBalancer {
  return "listeners" in tier;
}

function isRouter(tier: Tier): tier is IngressRouter {
  return "routes" in tier;
}

function isService(tier: Tier): tier is LogicalService {
  return !isEdge(tier) && !isRouter(tier);
}
