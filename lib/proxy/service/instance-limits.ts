import { type Duration, parseDuration, type ServiceLimits } from "../../topology";
import type { InstanceLimits } from "../engine";

/** What a service bounds otherwise than by default. */
export function instanceLimits(limits: ServiceLimits | undefined): InstanceLimits | undefined {
  if (limits === undefined) return undefined;
  return {
    connections: limits.connections,
    queue: limits.pendingRequests,
    queueTime: milliseconds(limits.pendingTimeout),
    connect: milliseconds(limits.connectTimeout),
    spare: milliseconds(limits.keepAliveTimeout),
  };
}

function milliseconds(duration: Duration | undefined): number | undefined {
  return duration === undefined ? undefined : parseDuration(duration);
}
