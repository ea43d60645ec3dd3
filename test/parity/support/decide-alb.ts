import { readTargets } from "../../../lib/parity";
import type { Decision, DecisionRequest } from "../../../lib/routing";
import { type AlbSpec, albStack, type RuleSpec } from "./alb-stack";

/** What a load balancer with these rules makes of a request. */
export function decideByRules(rules: readonly RuleSpec[], request: DecisionRequest, spec: AlbSpec = {}): Decision {
  const [target, ...others] = readTargets(albStack(rules, spec));
  if (target === undefined || others.length > 0) throw new Error("one load balancer was expected");
  return target.decide(request);
}
