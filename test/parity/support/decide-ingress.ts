import { readTargets, type Target } from "../../../lib/parity";
import type { Decision, DecisionRequest } from "../../../lib/routing";
import { type IngressSpec, ingressStack } from "./ingress-stack";

/** The only target of a stack. */
export function onlyTarget(stack: object): Target {
  const targets = readTargets(stack);
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw new Error(`one target was expected, not ${targets.length}`);
  return target;
}

/** What a class makes of a request. */
export function decideByClass(
  className: string,
  ingresses: Readonly<Record<string, IngressSpec>>,
  request: DecisionRequest | string,
): Decision {
  const classed = Object.entries(ingresses).map(([name, ingress]) => [name, { className, ...ingress }] as const);
  const asked = typeof request === "string" ? { method: "GET", url: request } : request;
  return onlyTarget(ingressStack(Object.fromEntries(classed))).decide(asked);
}
