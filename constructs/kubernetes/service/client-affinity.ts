import { type SessionAffinity, tryParseDuration } from "../../../lib/topology";
import type { ServiceSpec } from "../objects";

/** The longest that a Service keeps a client on an endpoint (Service, `clientIP.timeoutSeconds`). */
export const LONGEST_AFFINITY = 86_400;
const DEFAULT_AFFINITY = 3600;

/** The part of session affinity that kube-proxy keeps. */
export function clientAffinity(
  affinity: SessionAffinity | undefined,
): Pick<ServiceSpec, "sessionAffinity" | "sessionAffinityConfig"> {
  if (affinity?.type !== "SourceIP") return {};
  const timeoutSeconds = Math.min(LONGEST_AFFINITY, Math.max(1, affinitySeconds(affinity)));
  return { sessionAffinity: "ClientIP", sessionAffinityConfig: { clientIP: { timeoutSeconds } } };
}

/** How long a client is kept, in seconds. */
export function affinitySeconds({ ttl }: SessionAffinity): number {
  const milliseconds = ttl === undefined ? undefined : tryParseDuration(ttl);
  return milliseconds === undefined ? DEFAULT_AFFINITY : Math.ceil(milliseconds / 1000);
}
