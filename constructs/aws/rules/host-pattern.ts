import { isWildcard } from "../../../lib/topology";
import { RULE_LIMITS } from "./limits";
import { type Pattern, type PatternFault, regexPattern, valuesPattern } from "./pattern";
import { escaped, fitsLength } from "./regular-expression";
import type { HostClass } from "./specificity";

const PORT = "(?::[0-9]+)?";

/**
 * A hostname as `host-header` compares it (API reference, `HostHeaderConditionConfig`). A value needs a dot, and letters
 * alone after its last one; and it is compared with the whole Host field, whose port browsers leave out only where it is
 * the scheme's own. Where a value won't do, a regular expression does.
 *
 * @param plainPort - whether clients of the listener send a Host without port
 */
export function hostPattern(hostname: string, plainPort: boolean): Pattern | PatternFault {
  if (plainPort && /\.[a-z]+$/.test(hostname) && fitsLength(hostname)) return valuesPattern(hostname);
  const expression = isWildcard(hostname) ? `.+${escaped(hostname.slice(1))}` : escaped(hostname);
  const whole = `^${expression}${PORT}$`;
  if (fitsLength(whole)) return regexPattern(whole);
  return {
    code: "alb-host-length",
    message: `"${hostname}" takes ${whole.length} characters in a condition on the host, and a load balancer takes ${RULE_LIMITS.valueLength}`,
    remedy: "use a shorter hostname, or a wildcard above it",
  };
}

/** A wildcard counts by the labels after its `*`. */
export function hostClass(hostname: string): HostClass {
  if (!isWildcard(hostname)) return { type: "exact" };
  return { type: "wildcard", labels: hostname.split(".").length - 1 };
}
