import type { MatchEntry } from "../../../lib/routing";
import type { PlannedRoute } from "../routes";
import type { GatewayEntry } from "./host-table";
import { type RouteKind, rulesOf } from "./route-kind";
import { backendRefs, headerFilters, mirrorFilters, valueMatch } from "./rule-parts";

/** Matches of one rule (Gateway API, `GRPCRouteRule.matches`). */
const MOST_MATCHES = 8;

/** What routes gRPC requests, by the service and the method that they call. */
export const GRPC_ROUTE: RouteKind = {
  kind: "GRPCRoute",
  id: "grpc-route",
  rules: (route, entries) =>
    rulesOf(route, entries, MOST_MATCHES, (part) => {
      const filters = [...headerFilters(route), ...mirrorFilters(route)];
      return {
        matches: part.map(grpcMatch),
        ...(filters.length === 0 ? {} : { filters }),
        backendRefs: backendRefs(route),
      };
    }),
};

/** What a GRPCRoute has of filters (Gateway API, `GRPCRouteFilter`). */
const FILTERS: ReadonlySet<string> = new Set(["RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror"]);

/** Whether all of a route can be said of gRPC calls: it leads to gRPC services, and neither rewrites nor limits nor retries. */
export function isGrpcRoute({ route, candidates, backends, timeouts, retry }: PlannedRoute): boolean {
  return (
    backends.some(({ weight }) => weight > 0) &&
    backends.every(({ service }) => service.protocol === "GRPC") &&
    (route.filters ?? []).every(({ type }) => FILTERS.has(type)) &&
    Object.keys(timeouts).length === 0 &&
    retry === undefined &&
    candidates.every(({ entry }) => isCall(entry))
  );
}

function isCall({ path, method, queryParams, sourceRanges }: MatchEntry): boolean {
  const called = calledBy(path);
  return called !== undefined && method === undefined && queryParams.length === 0 && sourceRanges.length === 0;
}

function grpcMatch({ candidate: { entry } }: GatewayEntry): object {
  const called = calledBy(entry.path) ?? {};
  return {
    ...(called.service === undefined ? {} : { method: { type: "Exact", ...called } }),
    ...(entry.headers.length === 0 ? {} : { headers: entry.headers.map(valueMatch) }),
  };
}

interface Called {
  readonly service?: string;
  readonly method?: string;
}

/** What such names are made of (Gateway API, `GRPCMethodMatch`). */
const SERVICE = /^\.?[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*$/;
const METHOD = /^[A-Za-z_][A-Za-z_0-9]*$/;
const LONGEST = 1024;

/**
 * What calls have a path: a call is `/package.Service/Method`, so that an exact path is a method, a prefix of one
 * element a service, and the prefix `/` all. `undefined` where it says something else.
 */
function calledBy({ type, value }: MatchEntry["path"]): Called | undefined {
  if (type === "RegularExpression" || value.length > LONGEST) return undefined;
  const [root, service = "", method, ...rest] = value.split("/");
  if (root !== "" || rest.length > 0) return undefined;
  if (type === "PathPrefix" && service === "" && method === undefined) return {};
  if (!SERVICE.test(service)) return undefined;
  if (type === "PathPrefix") return method === undefined ? { service } : undefined;
  return method !== undefined && METHOD.test(method) ? { service, method } : undefined;
}
