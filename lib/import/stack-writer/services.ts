import type { Service, Topology } from "../../topology";
import type { Imported } from "../imported";
import { element, literal, object, text, type Variables } from "./code";

const BALANCING = {
  RoundRobin: "roundRobin",
  LeastConnections: "leastConnections",
  Random: "random",
  SourceHash: "sourceHash",
  ConsistentHash: "consistentHash",
} as const;

const CHECKS = { HTTP: "http", TCP: "tcp", GRPC: "grpc" } as const;
const AFFINITIES = { Cookie: "cookie", SourceIP: "sourceIp" } as const;

/** Makes a service. Tiers may share a name in a Topology, and constructs of one stack may not share an id. */
export function serviceLines(
  service: Service,
  { members, ports, topology }: Imported,
  variables: Variables,
): readonly string[] {
  const { name, protocol, balancing, healthCheck, sessionAffinity } = service;
  const found = members.get(name);
  const props = object({
    name: text(name),
    platform: "platform",
    port: String(ports.get(name) ?? 80),
    protocol: protocol === undefined ? undefined : text(protocol),
    members: found?.type === "selector" ? `Members.selector(${literal(found.labels)})` : element("members", name),
    balancing:
      balancing &&
      `Balancing.${BALANCING[balancing.algorithm]}(${balancing.key === undefined ? "" : text(balancing.key)})`,
    healthCheck: healthCheck && factory("HealthCheck", CHECKS[healthCheck.type], healthCheck),
    sessionAffinity: sessionAffinity && factory("SessionAffinity", AFFINITIES[sessionAffinity.type], sessionAffinity),
  });
  const made = `new LogicalService(this, ${text(`service-${name}`)}, ${props});`;
  return [isLedTo(name, topology) ? `const ${variables.of("Service", name)} = ${made}` : made];
}

function factory(of: string, method: string, { type: _, ...props }: { readonly type: string }): string {
  return `${of}.${method}(${Object.keys(props).length === 0 ? "" : literal(props)})`;
}

/** Whether a route, a filter or a listener names the service, so that the program needs a name for it. */
function isLedTo(name: string, { edges = [], routers = [] }: Topology): boolean {
  const routes = routers.flatMap((router) => router.routes);
  const backends = routes.flatMap((route) => route.backends ?? []);
  const filters = routes.flatMap((route) => route.filters ?? []);
  const listeners = edges.flatMap((edge) => edge.listeners);
  return (
    backends.some(({ service }) => service === name) ||
    filters.some((filter) => "service" in filter && filter.service === name) ||
    listeners.some((listener) => "service" in listener && listener.service === name)
  );
}
