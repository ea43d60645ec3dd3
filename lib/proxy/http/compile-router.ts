import { compileMatcherInSteps } from "../../routing";
import { parseDuration, type Route, type RouteRetry, type Router, type Steps } from "../../topology";
import type { RetryPlan, RoutePlan, RouterPlan, ServiceRuntime } from "../engine";
import { compileFilters, type FilterContext, type NextStates } from "./filters";

const NO_RETRY: RetryPlan = { attempts: 0, codes: new Set(), backoff: 0 };

/** What filters need beside services. */
export interface FilterResources {
  /** What a file holds that a filter names. */
  readonly file: (name: string) => string;
  /** What they remember of requests. */
  readonly states: NextStates;
}

/**
 * Prepares a router for its engines, between other work: it may have so many routes that all at once would hold up
 * requests.
 *
 * @param services what its routes lead to, by name
 */
export function* compileRouter(
  router: Router,
  services: ReadonlyMap<string, ServiceRuntime>,
  resources: FilterResources,
): Steps<RouterPlan> {
  const matcher = yield* compileMatcherInSteps(router);
  const routes: RoutePlan[] = [];
  for (const route of router.routes) {
    routes.push(compileRoute(router.name, route, services, resources));
    yield;
  }
  return { name: router.name, matcher, routes };
}

function compileRoute(
  router: string,
  route: Route,
  services: ReadonlyMap<string, ServiceRuntime>,
  { file, states }: FilterResources,
): RoutePlan {
  const context: FilterContext = {
    service: (name) => services.get(name),
    file,
    state: (basis, make) => states.of(`${router}/${route.name} ${basis}`, make),
  };
  return {
    name: route.name,
    backends: route.backends ?? [],
    services,
    filters: compileFilters(route.filters, context),
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
