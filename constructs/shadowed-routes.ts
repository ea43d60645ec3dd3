import { findShadowedRoutes } from "../lib/routing";
import type { Diagnostic, Router, Topology } from "../lib/topology";
import type { KnownDocument } from "./unknown-values";

/**
 * Warnings about routes that no request can reach. Routes whose hostnames or matches Terraform alone will know are left
 * out of the comparison.
 */
export function shadowedRoutes({ document, unknown }: KnownDocument<Topology>): readonly Diagnostic[] {
  const places = [...unknown];
  const isKnown = (path: string) => !places.some((place) => place.startsWith(path));
  return (document.routers ?? []).flatMap((router, index) => {
    const path = `routers[${index}]`;
    if (!isKnown(`${path}.hostnames`)) return [];
    const routes = [...router.routes.entries()].filter(
      ([route]) => isKnown(`${path}.routes[${route}].hostnames`) && isKnown(`${path}.routes[${route}].matches`),
    );
    const comparable: Router = { ...router, routes: routes.map(([, route]) => route) };
    return findShadowedRoutes(comparable).map((diagnostic) => ({
      ...diagnostic,
      path: `${path}.${diagnostic.path.replace(/\d+/, (compared) => String(routes[Number(compared)]?.[0]))}`,
    }));
  });
}
