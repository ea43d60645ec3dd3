import { type Candidate, routeCandidates } from "../../../lib/routing";
import {
  type FixedResponse,
  isWildcard,
  type RequestHeaderModifier,
  type RequestMirror,
  type RequestRedirect,
  type ResponseHeaderModifier,
  type Route,
  type RouteRetry,
  type RouteTimeouts,
  type UrlRewrite,
} from "../../../lib/topology";
import { refusal } from "../finding";
import { groupBy } from "../group-by";
import { FEATURES, type Feature, type FeatureUse, featureUses } from "./features";
import type { BackendService, RouterFinding, RouterInput } from "./router-input";

/** Why a class cannot express one use of a feature that it has otherwise. */
export interface Obstacle {
  /** Takes the place of what the class cannot do in general. */
  readonly does: string;
  readonly remedy?: string;
}

/** The features that a class has; a function where it has them for some uses alone. */
export type Support = Readonly<
  Partial<Record<Feature, true | ((use: FeatureUse, input: RouterInput) => Obstacle | undefined)>>
>;

/** A service and its share. */
export interface WeightedBackend {
  readonly service: BackendService;
  readonly weight: number;
}

/** A route, with nothing left in it that the class cannot express. */
export interface PlannedRoute {
  readonly index: number;
  readonly route: Route;
  /** Its matches, once for each of its hostnames. */
  readonly candidates: readonly Candidate[];
  readonly backends: readonly WeightedBackend[];
  readonly redirect?: RequestRedirect;
  readonly fixedResponse?: FixedResponse;
  readonly rewrite?: UrlRewrite;
  readonly requestHeaders: readonly RequestHeaderModifier[];
  readonly responseHeaders: readonly ResponseHeaderModifier[];
  readonly mirrors: readonly (RequestMirror & { readonly backend: BackendService })[];
  readonly timeouts: RouteTimeouts;
  readonly retry?: RouteRetry;
}

export interface RoutePlan {
  readonly routes: readonly PlannedRoute[];
  readonly findings: readonly RouterFinding[];
}

/** How a class is spoken of, and which classes have a feature that it has not. */
export interface ClassWords {
  /** What its codes start with: `ingress`. */
  readonly prefix: string;
  /** `ingress class "nginx"` */
  readonly subject: string;
  readonly alternatives: (feature: Feature) => readonly string[];
  /**
   * Whether backends of weight 0 stay, so that a route with no others answers 500.
   *
   * @default false
   */
  readonly keepsWeightless?: boolean;
}

/** Takes from each route what the class cannot express, and says so. */
export function planRoutes(input: RouterInput, support: Support, words: ClassWords): RoutePlan {
  const candidates = groupBy(routeCandidates(input.router), ({ entry }) => entry.routeIndex);
  const findings: RouterFinding[] = [];
  const routes: PlannedRoute[] = [];
  for (const [index, route] of input.router.routes.entries()) {
    const own = candidates.get(index) ?? [];
    const refused = [...featureUses(route, index), ...serviceUses(route, index, input), ...hostUses(route, index, own)]
      .map((use) => ({ use, obstacle: obstacleTo(use, support, input) }))
      .filter(({ obstacle }) => obstacle !== undefined);
    findings.push(
      ...refused.map(({ use, obstacle }) => refusedUse(use, obstacle, words)),
      ...checkWeights(route, index, words),
    );
    const planned = planRoute(
      route,
      index,
      own,
      refused.map(({ use }) => use),
      weightedBackends(route, input.services, words.keepsWeightless === true),
      input,
    );
    if (planned !== undefined) routes.push(planned);
  }
  return { routes, findings };
}

function obstacleTo(use: FeatureUse, support: Support, input: RouterInput): Partial<Obstacle> | undefined {
  const supported = support[use.feature];
  if (supported === undefined) return {};
  return supported === true ? undefined : supported(use, input);
}

function refusedUse(use: FeatureUse, obstacle: Partial<Obstacle> | undefined, words: ClassWords): RouterFinding {
  const { does, accepted } = FEATURES[use.feature];
  const others = words.alternatives(use.feature);
  const way = obstacle?.remedy ?? (others.length === 0 ? undefined : `choose a class that can (${others.join(", ")})`);
  const code = `${words.prefix}-${use.feature}`;
  const accept = `accept "${code}" to ${accepted}`;
  return {
    ...refusal(
      code,
      use.at,
      `${words.subject} cannot ${obstacle?.does ?? does}`,
      way === undefined ? accept : `${way}, or ${accept}`,
    ),
    route: use.routeIndex,
  };
}

/** Services that must be spoken to in HTTP/2. */
function serviceUses(route: Route, routeIndex: number, { services }: RouterInput): FeatureUse[] {
  return (route.backends ?? []).flatMap(({ service }, index) => {
    const protocol = services.get(service)?.protocol;
    if (protocol !== "H2C" && protocol !== "GRPC") return [];
    return [{ feature: "backend-protocol", route, routeIndex, at: `backends[${index}].service` }];
  });
}

function hostUses(route: Route, routeIndex: number, candidates: readonly Candidate[]): FeatureUse[] {
  if (!candidates.some(({ hostname }) => hostname !== undefined && isWildcard(hostname))) return [];
  return [{ feature: "wildcard-one-label", route, routeIndex, at: "hostnames" }];
}

/** The Gateway API says what all weights of 0 mean: 500. */
function checkWeights(route: Route, index: number, { prefix, subject, keepsWeightless }: ClassWords): RouterFinding[] {
  const { backends = [] } = route;
  if (keepsWeightless === true || backends.length === 0 || backends.some(({ weight = 1 }) => weight > 0)) return [];
  const code = `${prefix}-no-weight`;
  return [
    {
      ...refusal(
        code,
        "backends",
        `all weights are 0, which is an answer of 500 that ${subject} does not give`,
        `give a backend a weight, or accept "${code}" to leave the route out`,
      ),
      route: index,
    },
  ];
}

/** `undefined` where nothing of the route is left. */
function planRoute(
  route: Route,
  index: number,
  candidates: readonly Candidate[],
  refused: readonly FeatureUse[],
  backends: readonly WeightedBackend[],
  { services }: RouterInput,
): PlannedRoute | undefined {
  const without = (effect: (typeof FEATURES)[Feature]["accepted"]) =>
    refused.filter(({ feature }) => FEATURES[feature].accepted === effect);
  if (without("leave the route out").length > 0) return undefined;
  const lostMatches = new Set(without("leave the match out").map(({ matchIndex }) => matchIndex));
  const kept = candidates.filter(({ entry }) => !lostMatches.has(entry.matchIndex));
  const lostFilters = new Set(refused.map(({ filter }) => filter));
  const filters = (route.filters ?? []).filter((filter) => !lostFilters.has(filter));
  const redirect = filters.find((filter) => filter.type === "RequestRedirect");
  const fixedResponse = filters.find((filter) => filter.type === "FixedResponse");
  if (kept.length === 0 || (backends.length === 0 && redirect === undefined && fixedResponse === undefined)) {
    return undefined;
  }
  const rewrite = filters.find((filter) => filter.type === "URLRewrite");
  const has = (feature: Feature) => !refused.some((use) => use.feature === feature);
  const { request, backendRequest } = route.timeouts ?? {};
  return {
    index,
    route,
    candidates: kept,
    backends: has("weights") ? backends : heaviest(backends),
    ...(redirect === undefined ? {} : { redirect }),
    ...(fixedResponse === undefined ? {} : { fixedResponse }),
    ...(rewrite === undefined ? {} : { rewrite }),
    requestHeaders: filters.filter((filter) => filter.type === "RequestHeaderModifier"),
    responseHeaders: filters.filter((filter) => filter.type === "ResponseHeaderModifier"),
    mirrors: filters.flatMap((filter) => {
      const backend = filter.type === "RequestMirror" ? services.get(filter.service) : undefined;
      return filter.type === "RequestMirror" && backend !== undefined ? [{ ...filter, backend }] : [];
    }),
    timeouts: {
      ...(request !== undefined && has("request-timeout") ? { request } : {}),
      ...(backendRequest !== undefined && has("backend-timeout") ? { backendRequest } : {}),
    },
    ...(route.retry !== undefined && has("retry") ? { retry: route.retry } : {}),
  };
}

function weightedBackends(
  route: Route,
  services: RouterInput["services"],
  keepsWeightless: boolean,
): WeightedBackend[] {
  return (route.backends ?? []).flatMap(({ service, weight = 1 }) => {
    const backend = services.get(service);
    return backend === undefined || (weight === 0 && !keepsWeightless) ? [] : [{ service: backend, weight }];
  });
}

function heaviest(backends: readonly WeightedBackend[]): readonly WeightedBackend[] {
  const [first, ...rest] = backends;
  if (first === undefined) return [];
  return [rest.reduce((best, backend) => (backend.weight > best.weight ? backend : best), first)];
}
