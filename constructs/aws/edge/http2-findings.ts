import type { LogicalService } from "../../logical-service";
import type { Findings } from "../findings";
import { OVER_HTTP2 } from "../rules";
import type { ApplicationLoadBalancerOptions } from "./application-options";

/**
 * Services that clients reach over HTTP/2 alone, behind a load balancer that does not speak it with clients: it answers
 * 464 to all others (ELB user guide, "HTTP 464").
 */
export function http2Findings(
  { http2 }: ApplicationLoadBalancerOptions,
  services: readonly LogicalService[],
  findings: Findings,
): void {
  if (http2 !== false) return;
  for (const { name, props } of services) {
    if (props.protocol === undefined || !OVER_HTTP2.includes(props.protocol)) continue;
    findings.error(
      "alb-http-version",
      "",
      `service "${name}" speaks ${props.protocol}, to which a load balancer leads requests of HTTP/2 alone, and application.http2 turns that off`,
      "leave application.http2 out for this edge",
    );
  }
}
