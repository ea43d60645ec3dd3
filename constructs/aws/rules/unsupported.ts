import type { Filter, Route } from "../../../lib/topology";
import type { Findings } from "../findings";

/** What of a route has no counterpart in a listener rule; where it is accepted, it is left out. */
export function reportUnsupported(route: Route, findings: Findings): void {
  for (const [index, filter] of (route.filters ?? []).entries()) reportFilter(filter, `filters[${index}]`, findings);
  const { timeouts, retry } = route;
  if (timeouts?.backendRequest !== undefined || (timeouts?.request !== undefined && !isZero(timeouts.request))) {
    findings.error(
      "alb-timeouts",
      "timeouts",
      "a load balancer has one idle timeout for all its routes, and none for a request",
      "leave the timeouts to the service, or accept that there are none",
    );
  }
  if (retry !== undefined && retry.attempts !== 0) {
    findings.error(
      "alb-retry",
      "retry",
      "a load balancer does not repeat a request that failed",
      "let clients repeat it, or accept that nothing does",
    );
  }
}

/** What becomes of these is decided elsewhere. */
const KNOWN: readonly string[] = ["URLRewrite", "RequestRedirect", "FixedResponse", "ExtensionRef"];

/** Without these a service is open to those whom they would turn away: a code of their own, that nobody accepts by the way. */
const ACCESS: readonly string[] = ["BasicAuth", "ForwardAuth", "IPAccess", "RateLimit", "MaxBodySize"];

function reportFilter(filter: Filter, at: string, findings: Findings): void {
  if (KNOWN.includes(filter.type)) return;
  if (filter.type === "RequestHeaderModifier" || filter.type === "ResponseHeaderModifier") {
    findings.error(
      "alb-header-modifier",
      at,
      "a load balancer changes no header fields for single routes",
      "set the fields in the service, or accept that they stay as they are",
    );
  } else if (filter.type === "RequestMirror") {
    findings.error(
      "alb-mirror",
      at,
      `a load balancer sends no copies of requests to "${filter.service}"`,
      "mirror in the service or by VPC traffic mirroring, or accept that there are no copies",
    );
  } else if (ACCESS.includes(filter.type)) {
    findings.error(
      "alb-access-filter",
      at,
      `a load balancer has no ${filter.type} for single routes, and would let everybody through`,
      "let the service do it, attach a web ACL to the load balancer, or accept that everybody comes through",
    );
  } else {
    findings.error(
      "alb-filter",
      at,
      `a load balancer has no ${filter.type} for single routes`,
      "let the service do it, or accept that nothing does",
    );
  }
}

function isZero(duration: string): boolean {
  return /^(?:0+[a-z]+)+$/.test(duration);
}
