import type { ExtensionRef, Route } from "../../../lib/topology";
import type { Findings } from "../findings";
import type { LbListenerRuleAction } from "../provider";
import { AUTHENTICATION, type Authentication } from "./authentication";
import { authenticationAction } from "./authentication-action";
import { checkAuthentication } from "./check-authentication";

/** What a route asks of those who send requests. */
export interface RouteAuthentication {
  /** The actions that come before what becomes of the request. */
  readonly actions: readonly LbListenerRuleAction[];
  /** Whether something that the route asks for cannot be: then no request may pass, accepted or not. */
  readonly isBlocked: boolean;
}

/** The extensions that a route refers to, as actions of its rules on one listener. */
export function routeAuthentication(
  { filters = [] }: Route,
  protocol: "HTTP" | "HTTPS",
  known: Readonly<Record<string, Authentication>>,
  findings: Findings,
): RouteAuthentication {
  const actions: LbListenerRuleAction[] = [];
  let isBlocked = false;
  for (const [index, filter] of filters.entries()) {
    if (filter.type !== "ExtensionRef") continue;
    const at = `filters[${index}]`;
    const authentication = resolved(filter, known, at, findings);
    const several = actions.length > 0;
    if (several) reportSeveral(at, findings);
    if (protocol === "HTTP") reportPlain(filter, at, findings);
    if (authentication === undefined || several || protocol === "HTTP") {
      isBlocked = true;
      continue;
    }
    checkAuthentication(authentication.spec, at, findings);
    actions.push(authenticationAction(authentication.spec, at, findings));
  }
  return { actions, isBlocked };
}

function resolved(
  { group = "", kind, name }: ExtensionRef,
  known: Readonly<Record<string, Authentication>>,
  at: string,
  findings: Findings,
): Authentication | undefined {
  const isOurs = group === AUTHENTICATION.group && kind === AUTHENTICATION.kind;
  const authentication = isOurs && Object.hasOwn(known, name) ? known[name] : undefined;
  if (authentication !== undefined) return authentication;
  findings.error(
    "alb-extension",
    at,
    isOurs ? `there is no authentication "${name}"` : `a load balancer knows no ${kind} "${name}" of "${group}"`,
    isOurs
      ? `add it: new Aws({ authentications: { "${name}": Authentication.oidc({ ... }) } }), or accept that the route answers 500`
      : "refer to an authentication with Authentication.filter(), or accept that the route answers 500",
  );
  return undefined;
}

function reportPlain({ name }: ExtensionRef, at: string, findings: Findings): void {
  findings.error(
    "alb-authentication-http",
    at,
    `authentication "${name}" works on HTTPS listeners alone, and an HTTP listener leads to this route`,
    "give the HTTP listener a router of its own, such as Listener.redirectToHttps(), or accept that the route answers 500 there",
  );
}

function reportSeveral(at: string, findings: Findings): void {
  findings.error(
    "alb-authentications",
    at,
    "a route has one authentication on a load balancer, and this is a further one",
    "keep one of them, or accept that the route answers 500",
  );
}
