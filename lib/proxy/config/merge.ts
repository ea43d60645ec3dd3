import { hasErrors, readTopology, type Topology } from "../../topology";
import type { Emission } from "./provider";

/**
 * One Topology of what several providers know: their lists one after another. That the result holds together, with
 * names that are unique and known, is checked on the whole.
 */
export function mergeEmissions(emissions: readonly Emission[]): Emission {
  const [only] = emissions;
  if (emissions.length === 1 && only !== undefined) return only;
  const diagnostics = emissions.flatMap((emission) => emission.diagnostics);
  if (hasErrors(diagnostics)) return { diagnostics };
  const topologies = emissions.flatMap((emission) => emission.topology ?? []);
  const merged: Topology = {
    version: 1,
    edges: topologies.flatMap((topology) => topology.edges ?? []),
    routers: topologies.flatMap((topology) => topology.routers ?? []),
    services: topologies.flatMap((topology) => topology.services ?? []),
    certificates: topologies.flatMap((topology) => topology.certificates ?? []),
  };
  return readTopology(merged);
}
