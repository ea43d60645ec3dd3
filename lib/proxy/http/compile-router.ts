import { compileMatcher } from "../../routing";
import { parseDuration, type Route, type RouteRetry, type Router } from "../../topology";
import type { RetryPlan, RoutePlan, RouterPlan, ServiceRuntime } from "../engine";
import { compileFilters } from "./filters";

const NO_RETRY: RetryPlan = { attempts: 0, codes: new Set(), backoff: 0 };

/** What the files hold that filters name. */
export type FileReader = (name: string) => string;

/**
 * Prepares a router for its engines.
 *
 * @param services what its routes lead to, by name
 */
export function compileRouter(
  router: Router,
  services: ReadonlyMap<string, ServiceRuntime>,
  file: FileReader = withoutFiles,
): RouterPlan {
  return {
    name: router.name,
    matcher: compileMatcher(router),
    routes: router.routes.map((route) => compileRoute(route, services, file)),
  };
}

function withoutFiles(name: string): string {
  throw new RangeError(`there is no file "${name}"`);
}

function compileRoute(route: Route, services: ReadonlyMap<string, ServiceRuntime>, file: FileReader): RoutePlan {
  return {
    name: route.name,
    backends: route.backends ?? [],
    services,
    filters: compileFilters(route.filters, { service: (name) => services.get(name), file }),
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
