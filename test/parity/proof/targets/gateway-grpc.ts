import type { DecisionRequest } from "../../../../lib/routing";
import type { PathMatch, Route, RouteMatch, Topology } from "../../../../lib/topology";
import { mapMatches, mapRoutes, without, withoutEmptyServices } from "../narrow";
import type { ProvenTarget } from "../proven-target";
import { gateway } from "./gateway";

/** The one service of every table that does not speak gRPC. */
const PLAIN = "s3";

const CALL = /^\w+:\/\/[^/?]*\/[a-z]+\/[a-z]+(?:\?|$)/;

/** A GRPCRoute knows calls by service, method and headers. Tables that are not all calls have HTTPRoutes too. */
export const gatewayGrpc: ProvenTarget = {
  ...gateway,
  name: "Gateway API, gRPC",
  narrow: (topology) => mapRoutes(gateway.narrow(topology), (route, index) => narrowRoute(route, index)),
  narrowRequest: (request) => ({ ...request, url: request.url.replace(/^(\w+:\/\/[^/?]*)([^?]*)/, callOf) }),
  asRequest,
  prepare: withGrpcServices,
  knownDifferences: [
    {
      what: "what requests get that are no gRPC calls is not said",
      page: "gateway-api apis/v1/grpcroute_types.go, GRPCRouteRule.matches",
      warning: "gateway-grpc-calls",
      appliesTo: ({ url }) => !CALL.test(url),
    },
  ],
};

/** Every third route stays what it is, and leads to what speaks no gRPC. */
function narrowRoute(route: Route, index: number): Route {
  if (index % 3 === 2) return route.backends === undefined ? route : { ...route, backends: [{ service: PLAIN }] };
  const { backends = [{ service: "s1" }] } = route;
  const grpc = backends.filter(({ service, weight = 1 }) => service !== PLAIN && weight > 0);
  return {
    ...without(mapMatches(route, toCall), "filters", "timeouts", "retry"),
    backends: grpc.length === 0 ? [{ service: "s1" }] : grpc,
  };
}

function toCall({ path, headers }: RouteMatch): RouteMatch {
  return { ...(path === undefined ? {} : { path: callPath(path) }), ...(headers === undefined ? {} : { headers }) };
}

function callPath({ type, value }: PathMatch): PathMatch {
  const [service, method = "a"] = namesIn(value);
  if (type === "Exact") return { type, value: `/${service ?? "b"}/${method}` };
  return { type: "PathPrefix", value: service === undefined ? "/" : `/${service}` };
}

/** The path of a call that is like another path. */
function callOf(_: string, origin: string, path: string): string {
  const [service = "a", method = "b"] = namesIn(path);
  return `${origin}/${service}/${method}`;
}

function namesIn(path: string): readonly string[] {
  return path.split("/").flatMap((segment) => segment.toLowerCase().replace(/[^a-z]/g, "") || []);
}

function asRequest({ headers = [], ...request }: DecisionRequest): DecisionRequest {
  return { ...request, method: "POST", headers: [...headers, ["content-type", "application/grpc"]] };
}

function withGrpcServices(topology: Topology): Topology {
  const { services = [], ...rest } = withoutEmptyServices(topology);
  return { ...rest, services: services.map((one) => (one.name === PLAIN ? one : { ...one, protocol: "GRPC" })) };
}
