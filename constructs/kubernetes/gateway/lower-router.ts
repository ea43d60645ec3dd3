import { loss, refusal } from "../finding";
import { objectName } from "../objects";
import { type PlannedRoute, planRoutes, type RouterFinding, type RouterInput, type RouterLowering } from "../routes";
import { GRPC_ROUTE } from "./grpc-rule";
import { tablesByKind } from "./grpc-tables";
import { type GatewayTable, gatewayTables, type Misplaced, misplaced } from "./host-table";
import { HTTP_ROUTE } from "./http-rule";
import { parentsOf } from "./parents";
import type { GatewayRelease } from "./release";
import type { RouteRule } from "./route-kind";
import { ROUTE_LIMITS, routeObjects } from "./route-objects";
import { routerGrants } from "./router-grants";
import { gatewaySupport } from "./support";

const MOST_BACKENDS = 16;

/** A router as HTTPRoutes and GRPCRoutes, and what they leave out. Pure. */
export function lowerToGateway(input: RouterInput, release: GatewayRelease): RouterLowering {
  const { routes, findings } = planRoutes(input, gatewaySupport(release), {
    prefix: "gateway",
    subject: "an HTTPRoute",
    alternatives: () => [],
    keepsWeightless: true,
  });
  const tables = gatewayTables(routes);
  const { http, grpc } = tablesByKind(tables);
  const made = [routeObjects(HTTP_ROUTE, http, input), routeObjects(GRPC_ROUTE, grpc, input)];
  const objects = made.flatMap((one) => one.objects);
  const isAttached = parentsOf(input).length > 0;
  return {
    objects: isAttached ? [...objects, ...routerGrants(routes, objects, input)] : [],
    findings: [
      ...checkName(input),
      ...checkAttached(input, isAttached),
      ...findings,
      ...onceARoute(tables.flatMap(misplaced).map(misplacedFinding)),
      ...checkTorn(made.flatMap(({ torn }) => torn)),
      ...checkCalls(grpc),
      ...routes.flatMap(checkRoute),
      ...checkParents(input),
    ],
  };
}

function checkName({ router }: RouterInput): RouterFinding[] {
  const { name, fault } = objectName(router.name);
  if (fault === undefined) return [];
  return [refusal("kubernetes-name", "name", `"${router.name}" ${fault}`, `name the router "${name}"`)];
}

function checkAttached({ router }: RouterInput, isAttached: boolean): RouterFinding[] {
  if (isAttached || router.routes.length === 0) return [];
  const remedy =
    "lead to it from a listener of an edge that has the Gateway API too, or name a Gateway in gateway.parentRef";
  return [loss("gateway-unattached", "", "no listener of a Gateway leads to the router: it is left out", remedy)];
}

function misplacedFinding({ entry, before, why }: Misplaced): RouterFinding {
  const at = `matches[${entry.candidate.entry.matchIndex}].path`;
  const other = before.route.route.name;
  const text =
    why === "hostname"
      ? ([
          "gateway-hostnames",
          `an implementation that keeps to the most specific hostname tries this before route "${other}", which has the more specific hostname`,
          `give "${other}" the longer path too, or this route hostnames of its own`,
        ] as const)
      : ([
          "gateway-regular-expression",
          `whether a regular expression stands before the prefix of route "${other}", the Gateway API leaves to implementations`,
          "write the path without an expression, or give the routes different hostnames",
        ] as const);
  const [code, message, way] = text;
  return {
    ...refusal(code, at, message, `${way}, or accept "${code}" to have it all the same`),
    route: entry.route.index,
  };
}

function onceARoute(findings: readonly RouterFinding[]): RouterFinding[] {
  return [...new Map(findings.map((finding) => [`${finding.route} ${finding.code}`, finding])).values()];
}

function checkTorn([first]: readonly RouteRule[]): RouterFinding[] {
  if (first === undefined) return [];
  return [
    {
      ...refusal(
        "gateway-ties",
        "matches",
        `more than ${ROUTE_LIMITS.rules} rules are told apart by their order alone, which counts within one object`,
        "let the service itself tell some of them apart",
      ),
      route: first.route.index,
    },
  ];
}

function checkCalls(tables: readonly GatewayTable[]): RouterFinding[] {
  if (tables.length === 0) return [];
  return [
    loss(
      "gateway-grpc-calls",
      "",
      "routes to gRPC services become GRPCRoutes, and what requests get that are no gRPC calls, the Gateway API does not say",
      'give the services the protocol "H2C" where they take other requests too',
    ),
  ];
}

function checkRoute({ index, route, candidates, backends }: PlannedRoute): RouterFinding[] {
  const findings: RouterFinding[] = [];
  if (backends.length > MOST_BACKENDS) {
    const message = `an HTTPRoute takes ${MOST_BACKENDS} backends, and the route has ${backends.length}`;
    findings.push({
      ...refusal("gateway-backends", "backends", message, "spread them over several routes"),
      route: index,
    });
  }
  const expressions = candidates.some(
    ({ entry }) =>
      entry.path.type === "RegularExpression" ||
      [...entry.headers, ...entry.queryParams].some(({ expression }) => expression !== undefined),
  );
  if (expressions) {
    findings.push({
      ...loss(
        "gateway-implementation-specific",
        `matches`,
        `whether route "${route.name}" may match by regular expressions, and in which syntax, is up to the implementation`,
        "see its documentation; an HTTPRoute that it does not take says so in its status",
      ),
      route: index,
    });
  }
  return findings;
}

/** What a Gateway that was there before allows is not known here. */
function checkParents({ settings }: RouterInput): RouterFinding[] {
  const [foreign] = (settings.parents ?? []).filter(({ namespace }) => namespace !== settings.namespace);
  if (foreign === undefined) return [];
  return [
    loss(
      "gateway-allowed-routes",
      "",
      `Gateway "${foreign.gateway}" is in namespace "${foreign.namespace}", and has to allow routes of "${settings.namespace}"`,
      "let allowedRoutes of its listeners name that namespace",
    ),
  ];
}
