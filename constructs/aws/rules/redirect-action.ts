import type { PathModifier, RequestRedirect, RouteMatch } from "../../../lib/topology";
import type { Findings } from "../findings";
import { DEFAULT_PORTS, type RuleContext, type RuleListener } from "./context";
import { RULE_LIMITS } from "./limits";
import type { RedirectRule } from "./rule-spec";

const UNCHANGED = { host: "#{host}", port: "#{port}", protocol: "#{protocol}", path: "/#{path}" } as const;

/** Statuses that a load balancer has, and what stands in for the others where that is accepted. */
const STATUSES: Readonly<Record<number, RedirectRule["statusCode"]>> = {
  301: "HTTP_301",
  302: "HTTP_302",
  303: "HTTP_302",
  307: "HTTP_302",
  308: "HTTP_301",
};

/**
 * A redirect filter as a `redirect` action (API reference, `RedirectActionConfig`). What is not named stays as it was,
 * and so does the query; the port follows the scheme where only that is named (Gateway API,
 * `HTTPRequestRedirectFilter.port`).
 *
 * @param hosts - those of the route; `undefined` is every host
 */
export function redirectAction(
  filter: RequestRedirect,
  match: RouteMatch,
  hosts: readonly string[] | undefined,
  context: RuleContext,
  at: string,
  findings: Findings,
): RedirectRule {
  const { scheme, hostname, statusCode = 302 } = filter;
  const protocol = scheme === "https" ? "HTTPS" : "HTTP";
  const redirect: RedirectRule = {
    type: "redirect",
    protocol: scheme === undefined ? UNCHANGED.protocol : protocol,
    host: hostname ?? UNCHANGED.host,
    port: String(filter.port ?? (scheme === undefined ? UNCHANGED.port : DEFAULT_PORTS[protocol])),
    path: redirectPath(filter.path, match, at, findings),
    statusCode: STATUSES[statusCode] ?? "HTTP_302",
  };
  if (statusCode !== 301 && statusCode !== 302) {
    findings.error(
      "alb-redirect-status",
      `${at}.statusCode`,
      `a load balancer redirects with 301 or 302, not with ${statusCode}`,
      `set 301 or 302, or accept ${redirect.statusCode.slice(5)}; clients may then repeat a POST as a GET`,
    );
  }
  if (context.listener.protocol === "HTTPS" && scheme === "http") {
    findings.error(
      "alb-redirect-downgrade",
      `${at}.scheme`,
      "a load balancer does not redirect from HTTPS to HTTP",
      "redirect to https, or lead to this route from HTTP listeners alone",
    );
  }
  if (redirect.host.length > RULE_LIMITS.redirectPartLength || redirect.path.length > RULE_LIMITS.redirectPartLength) {
    findings.error(
      "alb-redirect-length",
      at,
      `a load balancer takes ${RULE_LIMITS.redirectPartLength} characters in a redirect's host and in its path`,
      "redirect to a shorter one",
    );
  }
  if (isLoop(redirect, match, hosts, context.listener)) {
    findings.error(
      "alb-redirect-loop",
      at,
      `the redirect leads to the ${context.listener.protocol} listener on port ${context.listener.port}, where it came from, and a load balancer refuses one that changes nothing`,
      "change the scheme, host, port or path, or lead to this route from another listener alone",
    );
  }
  return redirect;
}

/** A prefix is replaced only where it is `/`: a redirect knows the whole path as `#{path}`, and no part of it. */
function redirectPath(modifier: PathModifier | undefined, match: RouteMatch, at: string, findings: Findings): string {
  if (modifier === undefined) return UNCHANGED.path;
  if (modifier.type === "ReplaceFullPath") return modifier.replaceFullPath;
  const replacement = modifier.replacePrefixMatch.replace(/\/$/, "");
  if (isRoot(match)) return `${replacement}${UNCHANGED.path}`;
  findings.error(
    "alb-redirect-prefix",
    `${at}.path`,
    "a load balancer redirects to a path as a whole, and cannot replace its prefix",
    'use "ReplaceFullPath", or accept that what follows the prefix is lost',
  );
  return replacement === "" ? "/" : replacement;
}

function isRoot({ path }: RouteMatch): boolean {
  return path === undefined || (path.type === "PathPrefix" && path.value === "/");
}

function isLoop(
  redirect: RedirectRule,
  match: RouteMatch,
  hosts: readonly string[] | undefined,
  listener: RuleListener,
): boolean {
  const sameProtocol = redirect.protocol === UNCHANGED.protocol || redirect.protocol === listener.protocol;
  const samePort = redirect.port === UNCHANGED.port || redirect.port === String(listener.port);
  const sameHost = redirect.host === UNCHANGED.host || (hosts?.includes(redirect.host.toLowerCase()) ?? false);
  const samePath =
    redirect.path === UNCHANGED.path || (match.path?.type === "Exact" && match.path.value === redirect.path);
  return sameProtocol && samePort && sameHost && samePath;
}
