import { type Balancing, type Diagnostic, validateTopology } from "../../../lib/topology";
import type { EdgeListener } from "../../edge-load-balancer";
import type { Route } from "../../ingress-router";
import type { LogicalService } from "../../logical-service";
import { topologyPath } from "../../model";
import { isUnknown } from "../../unknown-values";
import { processDiagnostics } from "../process-diagnostics";
import type { RouterTier } from "./tiers";

const LOST = "client-address-lost";
const ONE_TIER = "use one tier (Tiers.one())";

/** What the proxies would not take of what the tier that routes is told. */
export function tierDiagnostics({ routers, address, process }: RouterTier): readonly Diagnostic[] {
  const members = routers.map((router, index) => ({
    address: isUnknown(router) ? `unknown-${index}.internal` : router,
    port: 1,
  }));
  const listener = { name: "routers", port: 1, protocol: "TCP", service: "routers" };
  const topology = {
    version: 1,
    edges: [{ name: "edge", listeners: [{ ...listener, ...(isUnknown(address) ? {} : { address }) }] }],
    services: [{ name: "routers", protocol: "TCP", members }],
  };
  const addresses = validateTopology(topology).map(({ path, ...diagnostic }) => ({
    ...diagnostic,
    path: path.startsWith("edges")
      ? "tiers.address"
      : path.replace("services[0].members", "tiers.routers").replace(/\.address$/, ""),
  }));
  const numbers = processDiagnostics(process).map((diagnostic) => ({
    ...diagnostic,
    path: `tiers.${diagnostic.path}`,
  }));
  return [...addresses, ...numbers];
}

/** What a listener loses where the proxies that route are a tier of their own. */
export function listenerLosses(listener: EdgeListener): readonly Diagnostic[] {
  if (listener.router === undefined) return [];
  return [
    {
      code: LOST,
      severity: "error",
      path: topologyPath(listener),
      message: `behind an edge of its own the router "${listener.router.name}" sees the edge's address in the place of the client's, and X-Forwarded-For names it`,
      remedy: `${ONE_TIER}, or take it: accept: ["${LOST}"] on the edge`,
    },
  ];
}

/** A route that looks at the client's address. */
export function routeLosses(route: Route): readonly Diagnostic[] {
  const { matches = [], filters = [] } = route.topology;
  const path = topologyPath(route);
  const lost = (field: string, instead: string): Diagnostic => ({
    code: LOST,
    severity: "error",
    path: `${path}.${field}`,
    message: `route "${route.name}" would look at the edge's address in the place of the client's`,
    remedy: `${ONE_TIER}, or ${instead}`,
  });
  return [
    ...matches.flatMap(({ sourceRanges }, index) =>
      sourceRanges === undefined ? [] : [lost(`matches[${index}].sourceRanges`, "match something else")],
    ),
    ...filters.flatMap((filter, index) => {
      if (filter.type === "IPAccess") return [lost(`filters[${index}]`, "turn addresses away at the edge's firewall")];
      if (filter.type !== "RateLimit" || (filter.key ?? "source") !== "source") return [];
      return [lost(`filters[${index}].key`, "count by a header or cookie")];
    }),
  ];
}

/** A service that is balanced by the client's address. */
export function serviceLosses(service: LogicalService): readonly Diagnostic[] {
  const { protocol = "HTTP", balancing, sessionAffinity } = service.topology;
  if (protocol === "TCP" || protocol === "TLS" || protocol === "UDP") return [];
  const path = topologyPath(service);
  const lost = (field: string, what: string): Diagnostic => ({
    code: LOST,
    severity: "error",
    path: `${path}.${field}`,
    message: `${what} of service "${service.name}" would see the edge's address in the place of the client's, so that one instance would get all`,
    remedy: `${ONE_TIER}, or go by something else of the request`,
  });
  return [
    ...(isBySource(balancing) ? [lost("balancing", "balancing by source")] : []),
    ...(sessionAffinity?.type === "SourceIP" ? [lost("sessionAffinity", "affinity by source")] : []),
  ];
}

function isBySource(balancing: Balancing | undefined): boolean {
  if (balancing?.algorithm === "ConsistentHash") return (balancing.key ?? "source") === "source";
  return balancing?.algorithm === "SourceHash";
}
