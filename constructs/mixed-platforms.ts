import type { Diagnostic } from "../lib/topology";
import type { EdgeLoadBalancer } from "./edge-load-balancer";
import type { IngressRouter } from "./ingress-router";
import type { Platform } from "./platform";

/** A tier that leads to one of another platform, which no platform can lower yet. */
export function findMixedPlatforms(
  edges: readonly EdgeLoadBalancer[],
  routers: readonly IngressRouter[],
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const check = (path: string, from: string, platform: Platform, to: string, other: Platform) => {
    if (platform.name === other.name) return;
    found.push({
      code: "mixed-platforms",
      severity: "error",
      path,
      message: `${from} on ${platform.name} cannot lead to ${to} on ${other.name}`,
      remedy: `give both the same platform, ${platform.name} or ${other.name}`,
    });
  };
  for (const [e, edge] of edges.entries()) {
    for (const [l, { router, services }] of edge.listeners.entries()) {
      const path = `edges[${e}].listeners[${l}]`;
      if (router !== undefined)
        check(path, `edge "${edge.name}"`, edge.platform, `router "${router.name}"`, router.platform);
      for (const service of services) {
        check(path, `edge "${edge.name}"`, edge.platform, `service "${service.name}"`, service.platform);
      }
    }
  }
  for (const [r, router] of routers.entries()) {
    for (const [i, route] of router.routes.entries()) {
      for (const service of route.services) {
        const path = `routers[${r}].routes[${i}]`;
        check(path, `route "${route.name}"`, router.platform, `service "${service.name}"`, service.platform);
      }
    }
  }
  return found;
}
