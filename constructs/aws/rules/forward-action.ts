import type { Backend } from "../../../lib/topology";
import type { Findings } from "../findings";
import { DEFAULT_PORTS, type RuleContext } from "./context";
import { RULE_LIMITS } from "./limits";
import type { RuleAction } from "./rule-spec";

/** Protocols whose target groups AWS attaches to HTTPS listeners alone, for HTTP/2 (ELB user guide, "Protocol version"). */
export const OVER_HTTP2: readonly string[] = ["H2C", "GRPC"];

interface Target {
  readonly service: string;
  readonly weight: number;
}

/** Backends as the weighted target groups of a `forward` action. Where no weight is left, the Gateway API says 500. */
export function forwardAction(backends: readonly Backend[], context: RuleContext, findings: Findings): RuleAction {
  checkProtocols(backends, context, findings);
  const targets = withinCount(withinWeight(mergedByService(backends), findings), findings);
  if (targets.every(({ weight }) => weight === 0)) {
    return { type: "fixed-response", statusCode: 500, contentType: "text/plain", body: "" };
  }
  return { type: "forward", targets };
}

function mergedByService(backends: readonly Backend[]): readonly Target[] {
  const weights = new Map<string, number>();
  for (const { service, weight = 1 } of backends) weights.set(service, (weights.get(service) ?? 0) + weight);
  return [...weights].map(([service, weight]) => ({ service, weight }));
}

/** Shares are what counts, so weights are reduced before they are found too large. */
function withinWeight(targets: readonly Target[], findings: Findings): readonly Target[] {
  const largest = Math.max(0, ...targets.map(({ weight }) => weight));
  if (largest <= RULE_LIMITS.weight) return targets;
  const divisor = targets.reduce((common, { weight }) => greatestCommonDivisor(common, weight), 0);
  if (largest / divisor <= RULE_LIMITS.weight) return scaled(targets, (weight) => weight / divisor);
  findings.error(
    "alb-weight",
    "backends",
    `a load balancer takes weights up to ${RULE_LIMITS.weight}, and ${largest} cannot be reduced to that without changing the shares`,
    `use smaller weights, or accept weights that are rounded to ${RULE_LIMITS.weight} at most`,
  );
  return scaled(targets, (weight) =>
    weight === 0 ? 0 : Math.max(1, Math.round((weight * RULE_LIMITS.weight) / largest)),
  );
}

function scaled(targets: readonly Target[], scale: (weight: number) => number): readonly Target[] {
  return targets.map(({ service, weight }) => ({ service, weight: scale(weight) }));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function withinCount(targets: readonly Target[], findings: Findings): readonly Target[] {
  const limit = RULE_LIMITS.targetGroups;
  if (targets.length <= limit) return targets;
  findings.error(
    "alb-backends",
    "backends",
    `a load balancer spreads a route over ${limit} target groups, and this one has ${targets.length} services`,
    `split the route, or accept that the ${limit} services of the largest weight alone get requests`,
  );
  const largest = [...targets].sort((a, b) => b.weight - a.weight).slice(0, limit);
  return targets.filter((target) => largest.includes(target));
}

function checkProtocols(backends: readonly Backend[], context: RuleContext, findings: Findings): void {
  if (context.listener.protocol === "HTTPS") return;
  for (const [index, { service }] of backends.entries()) {
    const protocol = context.protocolOf?.(service) ?? "HTTP";
    if (!OVER_HTTP2.includes(protocol)) continue;
    findings.error(
      "alb-protocol-version",
      `backends[${index}]`,
      `service "${service}" speaks ${protocol}, which a load balancer forwards from HTTPS listeners alone`,
      `lead to it from an HTTPS listener, on port ${DEFAULT_PORTS.HTTPS} as a rule`,
    );
  }
}
