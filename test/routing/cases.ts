import type { Topology } from "../../lib/topology";
import { type CaseRequest, type RoutingCase, splitUrl } from "./case-builders";
import { answers } from "./case-groups/answers";
import { conditions } from "./case-groups/conditions";
import { gatewayApiHosts } from "./case-groups/gateway-api-hosts";
import { gatewayApiMatching } from "./case-groups/gateway-api-matching";
import { hosts } from "./case-groups/hosts";
import { ingress } from "./case-groups/ingress";
import { paths } from "./case-groups/paths";
import { precedence } from "./case-groups/precedence";
import { rewrites } from "./case-groups/rewrites";

export type { CaseRequest, Expectation, RoutingCase } from "./case-builders";

/**
 * The meaning of a routing table as plain data: for the matchers, for `explain`, for the proxy over real sockets and
 * for the interpreters of what platforms get. Each Topology is valid, and has one HTTP listener, on port 80.
 */
export const routingCases: readonly RoutingCase[] = [
  ...gatewayApiMatching,
  ...gatewayApiHosts,
  ...ingress,
  ...paths,
  ...hosts,
  ...precedence,
  ...conditions,
  ...rewrites,
  ...answers,
];

/** A request of the table as a client writes it to its connection. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  /** Names and values, `Host` among them. */
  readonly headers: readonly (readonly [string, string])[];
}

export function wireRequest({ request, absoluteForm }: CaseRequest): WireRequest {
  const { method, url, headers } = request;
  const { authority, rest } = splitUrl(url);
  if (absoluteForm) return { method, target: url, headers: [["Host", "ignored.example.net"], ...headers] };
  const target = rest.startsWith("/") ? rest : `/${rest}`;
  const hasHost = headers.some(([name]) => name.toLowerCase() === "host");
  return { method, target, headers: hasHost ? headers : [["Host", authority], ...headers] };
}

/** The Location that a case expects of a plain HTTP listener on this port. */
export function locationAt(location: string, port: number): string {
  return location.replace("{:port}", port === 80 ? "" : `:${port}`);
}

/** The same Topology with its listener on another port. */
export function atPort(topology: Topology, port: number): Topology {
  const edges = (topology.edges ?? []).map((edge) => ({
    ...edge,
    listeners: edge.listeners.map((listener) => ({ ...listener, port })),
  }));
  return { ...topology, edges };
}
