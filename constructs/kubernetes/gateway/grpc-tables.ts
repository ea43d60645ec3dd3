import { intersectHostnames } from "../../../lib/topology";
import { isGrpcRoute } from "./grpc-rule";
import type { GatewayTable } from "./host-table";

export interface TablesByKind {
  readonly http: readonly GatewayTable[];
  readonly grpc: readonly GatewayTable[];
}

/**
 * Tables that hold nothing but gRPC calls become GRPCRoutes, unless one of the others has a hostname in common: of an
 * HTTPRoute and a GRPCRoute whose hostnames meet at a listener, one is not accepted (Gateway API, `GRPCRouteSpec.hostnames`).
 */
export function tablesByKind(tables: readonly GatewayTable[]): TablesByKind {
  const http = tables.filter(({ entries }) => !entries.every(({ route }) => isGrpcRoute(route)));
  let grpc = tables.filter((table) => !http.includes(table));
  for (let met = grpc; met.length > 0; ) {
    met = grpc.filter((table) => http.some((other) => hostnamesMeet(table, other)));
    http.push(...met);
    grpc = grpc.filter((table) => !met.includes(table));
  }
  // In the order of the tables.
  return { http: tables.filter((table) => http.includes(table)), grpc };
}

function hostnamesMeet({ hostname: a }: GatewayTable, { hostname: b }: GatewayTable): boolean {
  return intersectHostnames(a === undefined ? undefined : [a], b === undefined ? undefined : [b])?.length !== 0;
}
