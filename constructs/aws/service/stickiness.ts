import type { SessionAffinity } from "../../../lib/topology";
import type { Findings } from "../findings";
import type { LbTargetGroupStickiness } from "../provider";
import type { BalancerKind } from "./kind";
import { seconds } from "./seconds";

const AT = "sessionAffinity";
const DAY = 86_400;
const WEEK = 604_800;

/** The beginning of the names of AWS's own cookies. */
const RESERVED = /^AWSALB/;

const LIFETIME = { code: "aws-affinity-ttl", what: "the lifetime of a load balancer's cookie", low: 1, high: WEEK };

/**
 * Session affinity as a target group's stickiness (ELB user guides, "Sticky sessions"). It is written down where it is
 * off, too: otherwise taking it away from a service would change nothing.
 *
 * A load balancer has no cookie that ends with the browser's session; without a lifetime it lasts a day.
 *
 * @param bySource - whether balancing asks for the client's address
 * @param applicationCookie - the cookie of the application that takes the place of the load balancer's
 */
export function stickiness(
  affinity: SessionAffinity | undefined,
  kind: BalancerKind,
  bySource: boolean,
  applicationCookie: string | undefined,
  findings: Findings,
): LbTargetGroupStickiness {
  if (kind === "network") return networkStickiness(affinity, bySource, findings);
  const { type, cookieName, ttl } = affinity ?? {};
  if (cookieName !== undefined && cookieName !== applicationCookie) {
    findings.error(
      "alb-cookie-name",
      `${AT}.cookieName`,
      `a load balancer's cookie is always called AWSALB, not "${cookieName}"`,
      "leave the name out, name a cookie of the application's own in targetGroups.applicationCookie, or accept it",
    );
  }
  if (type === "SourceIP") {
    findings.error(
      "alb-source-affinity",
      AT,
      "an Application Load Balancer keeps clients on a target by cookie, not by their address",
      "use SessionAffinity.cookie(), or accept that clients are not kept",
    );
  }
  const cookieDuration = ttl === undefined || type === "SourceIP" ? DAY : seconds(ttl, `${AT}.ttl`, LIFETIME, findings);
  if (applicationCookie === undefined) return { enabled: type === "Cookie", type: "lb_cookie", cookieDuration };
  if (RESERVED.test(applicationCookie)) {
    findings.error(
      "alb-application-cookie",
      AT,
      `"${applicationCookie}" is a name of the load balancer's own cookies`,
      "name the cookie that the application sets",
    );
  }
  return { enabled: type !== "SourceIP", type: "app_cookie", cookieName: applicationCookie, cookieDuration };
}

function networkStickiness(
  affinity: SessionAffinity | undefined,
  bySource: boolean,
  findings: Findings,
): LbTargetGroupStickiness {
  if (affinity?.type === "SourceIP" && affinity.ttl !== undefined) {
    findings.error(
      "nlb-affinity-ttl",
      `${AT}.ttl`,
      "a Network Load Balancer keeps a client on its target without a time limit",
      "leave the ttl out, or accept that",
    );
  }
  return { enabled: bySource || affinity?.type === "SourceIP", type: "source_ip" };
}
