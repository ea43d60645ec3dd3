import type { PathCondition } from "../../../lib/routing";
import type { PathModifier } from "../../../lib/topology";
import type { PlannedRoute } from "../routes";
import type { GatewayEntry } from "./host-table";
import { type RouteKind, rulesOf } from "./route-kind";
import { backendRefs, headerFilters, mirrorFilters, valueMatch, wholly } from "./rule-parts";

/** Matches of one rule (Gateway API, `HTTPRouteRule.matches`). */
const MOST_MATCHES = 64;

/** What routes requests that are not known to be gRPC's. A prefix that is replaced must be the only match of its rule. */
export const HTTP_ROUTE: RouteKind = {
  kind: "HTTPRoute",
  id: "http-route",
  rules: (route, entries) =>
    rulesOf(route, entries, replacesPrefix(route) ? 1 : MOST_MATCHES, (part) => ({
      matches: part.map(httpMatch),
      ...ruleEffect(route),
    })),
};

function replacesPrefix({ rewrite, redirect }: PlannedRoute): boolean {
  return (rewrite ?? redirect)?.path?.type === "ReplacePrefixMatch";
}

function httpMatch({ candidate: { entry } }: GatewayEntry): object {
  return {
    path: pathMatch(entry.path),
    ...(entry.headers.length === 0 ? {} : { headers: entry.headers.map(valueMatch) }),
    ...(entry.queryParams.length === 0 ? {} : { queryParams: entry.queryParams.map(valueMatch) }),
    ...(entry.method === undefined ? {} : { method: entry.method }),
  };
}

function pathMatch({ type, value }: PathCondition): object {
  return { type, value: type === "RegularExpression" ? wholly(value) : value || "/" };
}

function ruleEffect(route: PlannedRoute): object {
  const filters = [...headerFilters(route), ...rewriteFilter(route), ...redirectFilter(route), ...mirrorFilters(route)];
  const { request, backendRequest } = route.timeouts;
  const timeouts = { ...(request && { request }), ...(backendRequest && { backendRequest }) };
  return {
    ...(filters.length === 0 ? {} : { filters }),
    ...(route.backends.length === 0 ? {} : { backendRefs: backendRefs(route) }),
    ...(Object.keys(timeouts).length === 0 ? {} : { timeouts }),
    ...(route.retry === undefined ? {} : { retry: route.retry }),
  };
}

function rewriteFilter({ rewrite }: PlannedRoute): object[] {
  if (rewrite === undefined) return [];
  const { hostname, path } = rewrite;
  return [
    {
      type: "URLRewrite",
      urlRewrite: { ...(hostname && { hostname: hostname.toLowerCase() }), ...pathModifier(path) },
    },
  ];
}

function redirectFilter({ redirect }: PlannedRoute): object[] {
  if (redirect === undefined) return [];
  const { scheme, hostname, path, port, statusCode = 302 } = redirect;
  return [
    {
      type: "RequestRedirect",
      requestRedirect: {
        ...(scheme && { scheme }),
        ...(hostname && { hostname: hostname.toLowerCase() }),
        ...pathModifier(path),
        ...(port && { port }),
        statusCode,
      },
    },
  ];
}

function pathModifier(path: PathModifier | undefined): object {
  return path === undefined ? {} : { path };
}
