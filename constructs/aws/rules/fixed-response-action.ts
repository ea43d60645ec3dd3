import type { FixedResponse } from "../../../lib/topology";
import type { Findings } from "../findings";
import { RULE_LIMITS } from "./limits";
import type { FixedResponseRule } from "./rule-spec";

/** API reference, `FixedResponseActionConfig.ContentType`. */
const CONTENT_TYPES = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"];
const DEFAULT_CONTENT_TYPE = "text/plain";

/** A fixed response filter as a `fixed-response` action. */
export function fixedResponseAction(
  filter: Omit<FixedResponse, "type">,
  at: string,
  findings: Findings,
): FixedResponseRule {
  const { statusCode, contentType = DEFAULT_CONTENT_TYPE, body = "" } = filter;
  if (statusCode >= 300 && statusCode < 400) {
    findings.error(
      "alb-fixed-response-status",
      `${at}.statusCode`,
      `a load balancer answers by itself with 2xx, 4xx and 5xx, not with ${statusCode}`,
      'use a "RequestRedirect", or accept 404',
    );
  }
  if (!CONTENT_TYPES.includes(contentType)) {
    findings.error(
      "alb-fixed-response-content-type",
      `${at}.contentType`,
      `a load balancer sends ${CONTENT_TYPES.join(", ")}, not "${contentType}"`,
      `use one of these, or accept ${DEFAULT_CONTENT_TYPE}`,
    );
  }
  const bytes = Buffer.byteLength(body);
  if (bytes > RULE_LIMITS.fixedResponseBody) {
    findings.error(
      "alb-fixed-response-body",
      `${at}.body`,
      `a load balancer sends up to ${RULE_LIMITS.fixedResponseBody} bytes by itself, and the body has ${bytes}`,
      "shorten the body, let a service answer, or accept an empty body",
    );
  }
  return {
    type: "fixed-response",
    statusCode: statusCode >= 300 && statusCode < 400 ? 404 : statusCode,
    contentType: CONTENT_TYPES.includes(contentType) ? contentType : DEFAULT_CONTENT_TYPE,
    body: bytes > RULE_LIMITS.fixedResponseBody ? "" : body,
  };
}
