import type { Edge, HttpListener, HttpsListener, Listener, Route, Service, Topology } from "../../../lib/topology";
import { isUnknown } from "../../unknown-values";
import type { RouterTier } from "./tiers";

/** One Topology as two proxies run it. */
export interface SplitTopology {
  readonly edge: Topology;
  readonly router: Topology;
}

type RoutedListener = HttpListener | HttpsListener;

/** How often the edge sees whether a proxy that routes is there. */
const CHECK_INTERVAL = "2s";

/**
 * Gives each listener that leads to a router to the proxies that route, with the port that it has, and has the edge pass
 * its connections on to them. What else the edge does stays with it.
 */
export function splitTopology(topology: Topology, tier: RouterTier): SplitTopology {
  const { edges = [], routers = [], services = [], certificates = [] } = topology;
  const names = new Names(services);
  const forwarded = edges.flatMap(({ listeners }) => listeners.filter(isRouted));
  const passedOn = ({ name, address, port }: RoutedListener): Listener => {
    const place = address === undefined ? { port } : { address, port };
    return { name, ...place, protocol: "TCP", service: names.of(port) };
  };
  const kept = edges.flatMap(({ listeners }) => listeners.filter((listener) => !isRouted(listener)));
  const keptServices = new Set(kept.flatMap(servicesOf));
  const routedServices = new Set(routers.flatMap(({ routes }) => routes.flatMap(servicesOfRoute)));
  const having = (listeners: readonly Listener[]) => {
    const named = new Set(
      listeners.flatMap((listener) => ("certificates" in listener ? (listener.certificates ?? []) : [])),
    );
    const found = certificates.filter(({ name }) => named.has(name));
    return found.length === 0 ? {} : { certificates: found };
  };
  return {
    edge: {
      version: 1,
      edges: edges.map((edge) =>
        withListeners(
          edge,
          edge.listeners.map((listener) => (isRouted(listener) ? passedOn(listener) : listener)),
        ),
      ),
      services: [
        ...services.filter(({ name }) => keptServices.has(name)),
        ...[...new Set(forwarded.map(({ port }) => port))].map((port) => routerService(names.of(port), port, tier)),
      ],
      ...having(kept),
    },
    router: {
      version: 1,
      edges: edges.flatMap((edge) => {
        const listeners = edge.listeners.filter(isRouted).map((listener) => routerListener(listener, tier));
        return listeners.length === 0 ? [] : [withListeners(edge, listeners)];
      }),
      routers,
      services: services.filter(({ name }) => routedServices.has(name)),
      ...having(forwarded),
    },
  };
}

function routerListener(listener: RoutedListener, tier: RouterTier): RoutedListener {
  return { ...listener, address: tier.address };
}

function routerService(name: string, port: number, tier: RouterTier): Service {
  return {
    name,
    protocol: "TCP",
    balancing: { algorithm: "LeastConnections" },
    healthCheck: { type: "TCP", interval: CHECK_INTERVAL },
    members: tier.routers.map((address) => ({ address, port })),
  };
}

function withListeners({ name }: Edge, listeners: readonly Listener[]): Edge {
  return { name, listeners };
}

function isRouted(listener: Listener): listener is RoutedListener {
  return listener.protocol === "HTTP" || listener.protocol === "HTTPS";
}

function servicesOf(listener: Listener): readonly string[] {
  if (isRouted(listener)) return [];
  const routed = listener.protocol === "TLS" ? (listener.tlsRoutes ?? []).map(({ service }) => service) : [];
  return listener.service === undefined ? routed : [listener.service, ...routed];
}

function servicesOfRoute({ backends = [], filters = [] }: Route): readonly string[] {
  const named = filters.flatMap((filter) => ("service" in filter ? [filter.service] : []));
  return [...backends.map(({ service }) => service), ...named];
}

/** Names of services for the proxies that route, none of which a service has already. */
class Names {
  private readonly taken: ReadonlySet<string>;
  private readonly byPort = new Map<number, string>();

  constructor(services: readonly Service[]) {
    this.taken = new Set(services.map(({ name }) => name));
  }

  /** A port that Terraform alone knows can be told from others, but not be read. */
  of(port: number): string {
    const found = this.byPort.get(port);
    if (found !== undefined) return found;
    const used = new Set([...this.taken, ...this.byPort.values()]);
    const wanted = isUnknown(port) ? "routers" : `routers-${port}`;
    let name = wanted;
    for (let number = 2; used.has(name); number += 1) name = `${wanted}-${number}`;
    this.byPort.set(port, name);
    return name;
  }
}
