import type { Edge, Listener, Member, Service, Topology } from "../topology";

/** Where things are on this machine. */
export interface LocalPlaces {
  /** The address that every listener binds. */
  readonly address: string;
  /** The port on this machine for a listener's own. */
  readonly port: (listener: Listener) => number;
  /** The instances on this machine, by service. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
}

/**
 * The same Topology on one machine: listeners on local ports, services made of local instances. The routing table
 * stays as it is.
 */
export function localTopology(topology: Topology, places: LocalPlaces): Topology {
  return {
    ...topology,
    edges: (topology.edges ?? []).map((edge) => localEdge(edge, places)),
    services: (topology.services ?? []).map((service) => localService(service, places)),
  };
}

function localService({ discovery: _, ...service }: Service, { members }: LocalPlaces): Service {
  return { ...service, members: members.get(service.name) ?? [] };
}

function localEdge(edge: Edge, { address, port }: LocalPlaces): Edge {
  return { ...edge, listeners: edge.listeners.map((listener) => ({ ...listener, address, port: port(listener) })) };
}
