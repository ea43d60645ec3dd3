import fc from "fast-check";
import type { DecisionRequest } from "../../../lib/routing";
import type { Topology } from "../../../lib/topology";
import { requests, topologies } from "../../routing/arbitraries";
import { mapRoutes, without } from "./narrow";
import { aims, requestAt } from "./near-requests";
import type { ProvenTarget } from "./proven-target";

/** Requests a table: half from the whole alphabet, half aimed at the table's own borders. */
const REQUESTS = 50;

/** A routing table, and what is asked of it. */
export interface Table {
  readonly topology: Topology;
  readonly requests: readonly DecisionRequest[];
}

/** Tables of every kind, four in five narrowed to what the target can mostly express. */
export function tables(target: ProvenTarget): fc.Arbitrary<Table> {
  const { narrow, narrowRequest = (request) => request, prepare = (topology) => topology } = target;
  const table = fc.record({
    isNarrow: fc.nat(4).map((roll) => roll > 0),
    topology: topologies({ maxRoutes: 4 }),
    far: fc.array(requests, { minLength: REQUESTS / 2, maxLength: REQUESTS / 2 }),
    near: fc.array(aims, { minLength: REQUESTS / 2, maxLength: REQUESTS / 2 }),
  });
  return table.map(({ isNarrow, topology: wide, far, near }) => {
    const topology = prepare(withAddresses(withUsedServices(withPlainRedirects(isNarrow ? narrow(wide) : wide))));
    const sent = isNarrow ? far.map((request) => narrowRequest(request)) : far;
    return { topology, requests: [...sent, ...near.map((aim) => requestAt(topology, aim))] };
  });
}

/** Loopback is no address for members of a service in a cluster. One service stays without any. */
export function withAddresses(topology: Topology): Topology {
  const services = (topology.services ?? []).map((service, index) => ({
    ...service,
    members: service.members?.length === 0 ? [] : [{ address: `10.0.0.${index + 1}`, port: 8080 }],
  }));
  return { ...topology, services };
}

/** Without services that no route leads to. */
function withUsedServices(topology: Topology): Topology {
  const routes = (topology.routers ?? []).flatMap((router) => router.routes);
  const used = new Set(routes.flatMap(({ backends = [] }) => backends.map(({ service }) => service)));
  return { ...topology, services: (topology.services ?? []).filter(({ name }) => used.has(name)) };
}

/** Redirects to HTTPS that stay at their host, as most do. */
function withPlainRedirects(topology: Topology): Topology {
  return mapRoutes(topology, (route) => {
    const filters = route.filters?.map((filter) =>
      filter.type === "RequestRedirect" && filter.scheme === "https" ? without(filter, "hostname") : filter,
    );
    return filters === undefined ? route : { ...route, filters };
  });
}
