import type { Route, Router, Service, Topology } from "../../topology";
import { backendShares, type ForwardAction, redirectLocation, rewriteRequest, routeAction } from "../action";
import type { Matcher, RouteHit } from "../matcher";
import { createReferenceMatcher } from "../reference-matcher";
import { createRouteRequest, type HeaderEntry } from "../route-request";
import { isRefusal, type ParsedTarget, parseTarget, type Refusal, refuseMethod, splitAbsoluteTarget } from "../target";
import type { Decision, DecisionRequest } from "./decision";
import { chooseListener, hostOf, listenerPlaces, placeOf, schemeOf, type WebListener } from "./listener-choice";
import { nearMisses } from "./near-miss";
import { substituteNote } from "./substitute-note";

export interface DecideOptions {
  /**
   * Makes the matcher of a router; called at most once for each.
   *
   * @default createReferenceMatcher
   */
  readonly createMatcher?: (router: Router) => Matcher;
  /**
   * How many routes that came close to name in {@link Decision.trace}.
   *
   * @default 0, and no trace
   */
  readonly traceLimit?: number;
}

/** Says what happens to one request after another, as the proxy would do it. */
export interface Decider {
  /** @throws RangeError where {@link DecisionRequest.listener} names none */
  decide(request: DecisionRequest): Decision;
}

const LOOPBACK = "127.0.0.1";

/** Says what happens to a request. @throws RangeError where {@link DecisionRequest.listener} names none */
export function decide(topology: Topology, request: DecisionRequest, options: DecideOptions = {}): Decision {
  return createDecider(topology, options).decide(request);
}

/** {@link decide} for many requests of one Topology, which must be valid. */
export function createDecider(topology: Topology, options: DecideOptions = {}): Decider {
  const { createMatcher = createReferenceMatcher, traceLimit = 0 } = options;
  const routers = new Map((topology.routers ?? []).map((router) => [router.name, router]));
  const services = new Map((topology.services ?? []).map((service) => [service.name, service]));
  const matchers = new Map<Router, Matcher>();

  function matcherOf(router: Router): Matcher {
    const known = matchers.get(router);
    if (known !== undefined) return known;
    const made = createMatcher(router);
    matchers.set(router, made);
    return made;
  }

  function decideOn(listener: WebListener, router: Router, request: DecisionRequest): Decision {
    const at = { listener: listener.name, router: router.name, ...noteOn(topology, listener, request) };
    const target = readTarget(request);
    if (isRefusal(target)) return { ...at, ...answer(target.status, target.reason), path: null, host: null };
    const { method, headers = [], sourceIp: sourceAddress = LOOPBACK } = request;
    const routeRequest = createRouteRequest({ method, headers, sourceAddress }, target);
    const hit = matcherOf(router).match(routeRequest);
    const trace = traceLimit > 0 ? { trace: nearMisses(router, routeRequest, traceLimit) } : {};
    if (hit === undefined) return { ...at, ...answer(404, "no route fits"), ...asReceived(target), ...trace };
    return { ...at, ...outcome(hit, target, listener, services), matchIndex: hit.matchIndex, ...trace };
  }

  return {
    decide(request) {
      const listener = chooseListener(topology, splitAbsoluteTarget(request.url), request.listener);
      const router = listener && routers.get(listener.router);
      if (listener !== undefined && router !== undefined) return decideOn(listener, router, request);
      const reason = listener === undefined ? "no listener takes HTTP or HTTPS" : `no router "${listener.router}"`;
      const none = { router: null, route: null, service: null, status: null, path: null, host: null };
      return { listener: listener?.name ?? null, ...none, reason };
    },
  };
}

function noteOn(
  topology: Topology,
  listener: WebListener,
  { url, listener: named }: DecisionRequest,
): Pick<Decision, "note"> {
  const note = named === undefined ? substituteNote(url, placeOf(listener), listenerPlaces(topology)) : undefined;
  return note === undefined ? {} : { note };
}

function readTarget(request: DecisionRequest): ParsedTarget | Refusal {
  const refused = refuseMethod(request.method);
  if (refused !== undefined) return refused;
  const hosts = hostFields(request.headers ?? []);
  if (hosts.length > 1) return { status: 400, reason: "the request has more than one Host" };
  const absolute = splitAbsoluteTarget(request.url);
  if (absolute === undefined) return parseTarget(request.url, hosts[0]);
  const { rest } = absolute;
  return parseTarget(rest.startsWith("/") ? rest : `/${rest}`, hosts[0] ?? hostOf(absolute));
}

function hostFields(headers: readonly HeaderEntry[]): readonly string[] {
  return headers.filter(([name]) => name.toLowerCase() === "host").map(([, value]) => value.trim());
}

function outcome(
  hit: RouteHit,
  target: ParsedTarget,
  listener: WebListener,
  services: ReadonlyMap<string, Service>,
): Omit<Decision, "listener" | "router"> {
  const { route, match } = hit;
  const action = routeAction(route);
  switch (action.type) {
    case "Redirect": {
      const request = { scheme: schemeOf(listener), port: listener.port, target, match };
      const location = redirectLocation(action.filter, request);
      return { ...answer(action.statusCode, "the route redirects", route), ...asReceived(target), location };
    }
    case "FixedResponse": {
      const { contentType, body } = action;
      const reason = "the route answers by itself";
      return { ...answer(action.statusCode, reason, route), ...asReceived(target), response: { contentType, body } };
    }
    case "Forward": {
      const chosen = forwarded(route, action, services);
      const seen = chosen.status === null ? rewriteRequest(action.rewrite, target, match) : asReceived(target);
      return { ...chosen, ...seen, backends: backendShares(action.backends) };
    }
  }
}

function forwarded(
  route: Route,
  { backends }: ForwardAction,
  services: ReadonlyMap<string, Service>,
): Pick<Decision, "route" | "service" | "status" | "reason"> {
  const shares = backendShares(backends).filter(({ weight }) => weight > 0);
  const [first, ...others] = shares;
  if (first === undefined) return answer(500, "no backend of the route has a weight", route);
  const { service: name } = others.reduce((largest, share) => (share.weight > largest.weight ? share : largest), first);
  const service = services.get(name);
  if (service === undefined) return answer(500, `no service "${name}"`, route);
  if (!mayHaveMembers(service)) return { ...answer(503, `service "${name}" has no member`, route), service: name };
  return { route: route.name, service: name, status: null };
}

function mayHaveMembers({ members = [], discovery }: Service): boolean {
  return discovery !== undefined || members.some(({ weight }) => weight !== 0);
}

function answer(status: number, reason: string, route?: Route) {
  return { route: route?.name ?? null, service: null, status, reason };
}

function asReceived({ path, search, host }: ParsedTarget): Pick<Decision, "path" | "host"> {
  return { path: path + search, host };
}
