import { routeAction } from "../../../lib/routing";
import { type Diagnostic, intersectHostnames, type Route, type RouteMatch } from "../../../lib/topology";
import { Findings } from "../findings";
import { DEFAULT_PORTS, type RuleContext } from "./context";
import { fixedResponseAction } from "./fixed-response-action";
import { forwardAction } from "./forward-action";
import { hostClass, hostPattern } from "./host-pattern";
import { type MatchForm, matchForm } from "./match-form";
import { isFault, valuesPattern } from "./pattern";
import { redirectAction } from "./redirect-action";
import { rewriteTransforms } from "./rewrite-transforms";
import { groupRules, type HostForm } from "./rule-groups";
import type { RuleEffect, RuleSpec } from "./rule-spec";
import { reportUnsupported } from "./unsupported";

/** The rules that a route becomes, and what of it they cannot say. Paths of diagnostics start at the route. */
export interface LoweredRoute {
  readonly rules: readonly RuleSpec[];
  readonly diagnostics: readonly Diagnostic[];
}

const EVERY_PATH: RouteMatch = {};

/**
 * A route as rules of an Application Load Balancer's listener. It depends on nothing but the route, its router's
 * hostnames and the listener, so that other routes come and go without changing it.
 *
 * Some things differ without any rule being able to say so, and are not reported:
 * - A load balancer brings the path into normal form before it compares it (ELB user guide, "Path conditions"); AWS does
 *   not say in which form escapes are left. A rewrite sees path and query as the client sent them.
 * - A Host with the scheme's own port written out fits no hostname.
 * - Of a header field or query parameter that is repeated, any may fit, not the fields joined, or the first parameter.
 *
 * Where a diagnostic is accepted, the rules are the nearest that a load balancer can do.
 *
 * @param routeIndex - the route's place in its router, which breaks ties
 */
export function lowerRoute(route: Route, routeIndex: number, context: RuleContext): LoweredRoute {
  const findings = new Findings();
  const isToken = context.isToken ?? (() => false);
  const hostnames = routeHostnames(context.router.hostnames, route.hostnames, isToken);
  const hosts = hostnames?.flatMap((hostname) => hostForm(hostname, context, isToken, findings) ?? []);
  const effectOf = routeEffect(route, hostnames, context, findings);
  reportUnsupported(route, findings);
  const given = route.matches === undefined || route.matches.length === 0 ? [EVERY_PATH] : route.matches;
  const matches = given.flatMap((match, index): readonly (MatchForm & { readonly effect: RuleEffect })[] => {
    const form = matchForm(match, index, isToken, findings);
    return form === undefined ? [] : [{ ...form, effect: effectOf(match) }];
  });
  const rules = groupRules(route.name, routeIndex, context.router.name, hosts, matches, isToken, findings);
  return { rules, diagnostics: findings.diagnostics };
}

/** Hostnames that are tokens cannot be compared: then the route's own list counts, or else its router's. */
function routeHostnames(
  ofRouter: readonly string[] | undefined,
  ofRoute: readonly string[] | undefined,
  isToken: (value: unknown) => boolean,
): readonly string[] | undefined {
  if (![...(ofRouter ?? []), ...(ofRoute ?? [])].some(isToken)) return intersectHostnames(ofRouter, ofRoute);
  return ofRoute !== undefined && ofRoute.length > 0 ? ofRoute : ofRouter;
}

function hostForm(
  hostname: string,
  { listener }: RuleContext,
  isToken: (value: unknown) => boolean,
  findings: Findings,
): HostForm | undefined {
  if (isToken(hostname)) return { hostname: undefined, pattern: valuesPattern(hostname), class: { type: "exact" } };
  const pattern = hostPattern(hostname, listener.port === DEFAULT_PORTS[listener.protocol]);
  if (!isFault(pattern)) return { hostname, pattern, class: hostClass(hostname) };
  findings.error(
    pattern.code,
    "hostnames",
    pattern.message,
    `${pattern.remedy}; where it is accepted, this hostname is left out`,
  );
  return undefined;
}

/** What becomes of a request by its match, which a rewrite or redirect of a prefix depends on. */
function routeEffect(
  route: Route,
  hostnames: readonly string[] | undefined,
  context: RuleContext,
  findings: Findings,
): (match: RouteMatch) => RuleEffect {
  const decided = routeAction(route);
  const at = (type: string) => `filters[${route.filters?.findIndex((filter) => filter.type === type)}]`;
  if (decided.type === "FixedResponse") {
    const action = fixedResponseAction(decided, at("FixedResponse"), findings);
    return () => ({ action, transforms: [] });
  }
  if (decided.type === "Redirect") {
    return (match) => {
      const { filter } = decided;
      const reported = new Findings();
      const action = redirectAction(filter, match, hostnames, context, at("RequestRedirect"), reported);
      findings.addOnce(reported.diagnostics);
      return { action, transforms: [] };
    };
  }
  const action = forwardAction(decided.backends, context, findings);
  const { rewrite } = decided;
  return (match) => {
    if (rewrite === undefined) return { action, transforms: [] };
    const reported = new Findings();
    const transforms = rewriteTransforms(rewrite, match, at("URLRewrite"), reported);
    findings.addOnce(reported.diagnostics);
    return { action, transforms };
  };
}
