import { compileMatcher } from "../../routing";
import { parseDuration, type Route, type RouteRetry, type Router } from "../../topology";
import type { RetryPlan, RoutePlan, RouterPlan, ServiceRuntime } from "../engine";
import { compileFilters } from "./filters";

const NO_RETRY: RetryPlan = { attempts: 0, codes: new Set(), backoff: 0 };

/** Prepares a router for its engines. */
export function compileRouter(router: Router, services: ReadonlyMap<string, ServiceRuntime>): RouterPlan {
  return {
    name: router.name,
    matcher: compileMatcher(router),
    routes: router.routes.map((route) => compileRoute(route, services)),
  };
}

function compileRoute(route: Route, services: ReadonlyMap<string, ServiceRuntime>): RoutePlan {
  return {
    name: route.name,
    backends: route.backends ?? [],
    services,
    filters: compileFilters(route.filters, { service: (name) => services.get(name) }),
    requestTimeout: parseDuration(route.timeouts?.request ?? "0s"),
    backendTimeout: parseDuration(route.timeouts?.backendRequest ?? "60s"),
    retry: route.retry === undefined ? NO_RETRY : compileRetry(route.retry),
  };
}

function compileRetry(retry: RouteRetry): RetryPlan {
  return {
    attempts: retry.attempts ?? 1,
    codes: new Set(retry.codes),
    backoff: parseDuration(retry.backoff ?? "25ms"),
  };
}
