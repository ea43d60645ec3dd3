import { hostTables, type PlannedRoute, type RouterListener } from "../../../routes";
import type { IngressDialect } from "../../dialect";
import { ingressObject, ingressTls, type RoutedRule, standardPath } from "../../ingress-object";

/**
 * What every controller does with an Ingress: hosts, exact paths and prefixes, one service each (Kubernetes, Ingress
 * concept page). For classes that Portico does not know.
 */
export const generic: IngressDialect = {
  name: "generic",
  support: {},
  table: "class",
  serves: onStandardPort,
  lower(input, plan) {
    const { routes, findings } = plan();
    const rules = standardRules(routes);
    if (rules.length === 0) return { objects: [], findings };
    const tls = ingressTls(
      input,
      rules.map(({ host }) => host),
    );
    return { objects: [{ id: "ingress", object: ingressObject(input, { rules, tls }) }], findings };
  },
};

/** Where controllers listen unless they are told otherwise. */
export function onStandardPort({ protocol, port }: Pick<RouterListener, "protocol" | "port">): boolean {
  return port === (protocol === "HTTP" ? 80 : 443);
}

/** Routes with one service each and nothing but hosts and paths to choose by, as rules of an Ingress. */
function standardRules(routes: readonly PlannedRoute[]): RoutedRule[] {
  const backends = new Map(routes.map(({ index, backends: [backend] }) => [index, backend?.service]));
  return hostTables(routes.flatMap(({ candidates }) => candidates)).map(({ hostname, candidates }) => ({
    host: hostname,
    paths: candidates.flatMap(({ entry }) => {
      const service = backends.get(entry.routeIndex);
      return service === undefined ? [] : [{ route: entry.route.name, path: standardPath(entry.path, service) }];
    }),
  }));
}
