import type { DecisionRequest } from "../../routing";
import { hostnameCovers, intersectHostnames } from "../../topology";
import { emptyServices, type KubernetesObject, MARKS, readObjects, ServiceNames } from "../kubernetes";
import { chooseListener, type WebListener } from "../listener-choice";
import { hostnameOf } from "../request";
import { describeRule, type Rule } from "../rule";
import { type Entrances, RuleTarget } from "../rule-target";
import type { Target } from "../target";
import { type Block, blocks, number, type TerraformDocument, text } from "../terraform";
import { type AttachedRoute, allowsRoutes, type PlacedRule } from "./attached-route";
import { GrpcRoute } from "./grpc-route";
import { hostnameCondition } from "./hostname";
import { HttpRoute } from "./http-route";
import { compareHostnames, comparePlaced } from "./precedence";
import { FIRST_READING, GRPC_READINGS, OTHER_READINGS, type Reading } from "./reading";

interface GatewayListener extends WebListener {
  readonly hostname: string | undefined;
  readonly rules: readonly Rule[];
}

/** The Gateways of a document, each with the HTTPRoutes and GRPCRoutes that are attached to it. */
export function readGateways(document: TerraformDocument): readonly Target[] {
  const services = new ServiceNames(document);
  const empty = emptyServices(document);
  const grpcRoutes = readObjects(document, "GRPCRoute").map((object) => new GrpcRoute(object, document, services));
  const httpRoutes = readObjects(document, "HTTPRoute").map((object) => new HttpRoute(object, document, services));
  const routes = [...httpRoutes, ...grpcRoutes];
  const otherReadings = [...OTHER_READINGS, ...(grpcRoutes.length === 0 ? [] : GRPC_READINGS)];
  return readObjects(document, "Gateway").flatMap((gateway) => {
    if (!blocks(gateway.spec.listeners).some(schemeOf)) return [];
    const target = (name: string, reading: Reading, others: readonly Target[] = []) =>
      new RuleTarget("gateway", name, gatewayEntrances(readListeners(gateway, routes, reading)), {
        services: services.all,
        emptyServices: empty,
        otherReadings: others,
      });
    const name = `Gateway "${gateway.name}"`;
    const others = otherReadings.map(([which, reading]) => target(`${name} of an implementation ${which}`, reading));
    return [target(name, FIRST_READING, others)];
  });
}

function readListeners(
  gateway: KubernetesObject,
  routes: readonly AttachedRoute[],
  reading: Reading,
): readonly GatewayListener[] {
  return blocks(gateway.spec.listeners).flatMap((listener): readonly GatewayListener[] => {
    const scheme = schemeOf(listener);
    if (scheme === undefined) return [];
    const port = number(listener.port) ?? 0;
    const name = text(listener.name) ?? "";
    const hostname = text(listener.hostname)?.toLowerCase() || undefined;
    const attached = routes.filter(
      (route) => route.asksFor(gateway, { name, port }) && allowsRoutes(listener, gateway, route.object),
    );
    const rules = orderRules(
      accepted(attached, hostname, reading).flatMap((route) => route.placedAt(hostname, reading)),
      reading,
    );
    return [{ name, edge: gateway.annotations[MARKS.edge] ?? gateway.name, scheme, port, hostname, rules }];
  });
}

/** Of an HTTPRoute and a GRPCRoute that have hostnames in common, the older one (`GRPCRouteSpec.hostnames`). */
function accepted(
  routes: readonly AttachedRoute[],
  hostname: string | undefined,
  { oldest }: Reading,
): readonly AttachedRoute[] {
  const taken = routes.filter(({ object }) => object.kind === oldest).flatMap((route) => route.hostnamesAt(hostname));
  return routes.filter(
    (route) =>
      route.object.kind === oldest ||
      !route.hostnamesAt(hostname).some((own) => taken.some((other) => hostnamesMeet(own, other))),
  );
}

function hostnamesMeet(a: string | undefined, b: string | undefined): boolean {
  return intersectHostnames(a === undefined ? undefined : [a], b === undefined ? undefined : [b])?.length !== 0;
}

function schemeOf(listener: Block): "http" | "https" | undefined {
  const protocol = text(listener.protocol);
  if (protocol === "HTTP") return "http";
  return protocol === "HTTPS" ? "https" : undefined;
}

function orderRules(placed: readonly PlacedRule[], { hosts }: Reading): readonly Rule[] {
  const sorted = [...placed].sort((a, b) => comparePlaced(a, b));
  if (hosts === "fall through") return sorted.map(({ rule }) => rule);
  // Rules of hostnames of one length may stand between one another.
  const last = new Map(sorted.map(({ hostname }, index) => [hostname, index]));
  return sorted.flatMap(({ rule, hostname }, index) =>
    hostname !== undefined && last.get(hostname) === index ? [rule, nothingFor(hostname)] : [rule],
  );
}

function nothingFor(hostname: string): Rule {
  return {
    label: `every other request for ${hostname}`,
    route: null,
    conditions: [hostnameCondition(hostname)],
    action: "answer 404",
    services: [],
    answer: ({ target: { path, search, host } }) => ({
      service: null,
      status: 404,
      reason: "no rule applies",
      path: path + search,
      host,
    }),
  };
}

/**
 * Of listeners that differ in their hostname alone, the most specific one that fits the request's host takes it; where
 * none fits, nothing does (Gateway API, `GatewaySpec.Listeners`).
 */
function gatewayEntrances(listeners: readonly GatewayListener[]): Entrances {
  return {
    rules: listeners.flatMap(({ rules }) => rules),
    places: listeners,
    choose(request: DecisionRequest) {
      const chosen = chooseListener(listeners, request);
      if (chosen === undefined) return undefined;
      if (request.listener !== undefined) return { listener: chosen.name, arrival: chosen, rules: chosen.rules };
      const host = hostnameOf(request);
      const fitting = listeners
        .filter(({ scheme, port }) => scheme === chosen.scheme && port === chosen.port)
        .filter(({ hostname }) => hostname === undefined || (host !== undefined && hostnameCovers(hostname, host)))
        .sort((a, b) => compareHostnames(a.hostname, b.hostname));
      const [listener] = fitting;
      if (listener === undefined) return { listener: null, arrival: chosen, rules: [] };
      return { listener: listener.name, arrival: listener, rules: listener.rules };
    },
    describe: () =>
      listeners.flatMap(({ name, scheme, port, hostname, rules }) => [
        `listener ${name}, ${scheme.toUpperCase()} ${port}${hostname === undefined ? "" : ` for ${hostname}`}:`,
        ...rules.map((rule) => `  ${describeRule(rule)}`),
      ]),
  };
}
