import type { ParityRequest } from "../request";
import type { Condition, Outcome } from "../rule";
import type { IngressPath } from "./ingress";
import { fitsHost, fitsPrefix } from "./path";

/** A rule's host, as the Ingress API reads it. */
export function hostCondition(host: string): Condition {
  return {
    description: `host ${host}`,
    holds: ({ target }) => fitsHost(host, target.hostname),
    found: ({ target }) => target.hostname,
  };
}

/** A rule's path, as the Ingress API reads it. */
export function pathCondition(
  { type, value }: Pick<IngressPath, "type" | "value">,
  implementationSpecific: "Exact" | "Prefix",
): Condition {
  const effective = type === "ImplementationSpecific" ? implementationSpecific : type;
  return {
    description: `path ${effective} ${value}`,
    holds: ({ target }) => (effective === "Exact" ? target.path === value : fitsPrefix(value, target.path)),
    found: ({ target }) => target.path,
  };
}

/** A service gets the request as it came, or with another path or Host. */
export function forwardTo(
  service: string,
  { target }: ParityRequest,
  changes: { readonly path?: string; readonly host?: string } = {},
): Outcome {
  const { path = target.path + target.search, host = target.host } = changes;
  return { service, status: null, path, host, backends: [{ service, weight: 1, share: 1 }] };
}

export function answerNotFound(request: ParityRequest): Outcome {
  return answerWith(404, "no rule applies", request);
}

/** The controller answers by itself. */
export function answerWith(status: number, reason: string, { target }: ParityRequest, location?: string): Outcome {
  const answered = { service: null, status, reason, path: target.path + target.search, host: target.host };
  return location === undefined ? answered : { ...answered, location };
}
