import { type Duration, type ListenerLimits, parseDuration } from "../../topology";
import type { HttpBounds } from "../engine";

/** What a listener bounds otherwise than by default. */
export function compileLimits(limits: ListenerLimits = {}): HttpBounds {
  const bounds = {
    headTime: milliseconds(limits.headerTimeout),
    keepAlive: milliseconds(limits.keepAliveTimeout),
    clientIdle: milliseconds(limits.clientIdleTimeout),
    instanceIdle: milliseconds(limits.responseIdleTimeout),
    tunnelIdle: milliseconds(limits.upgradeIdleTimeout),
    target: limits.targetBytes,
    head: limits.headerBytes,
    fieldCount: limits.headerCount,
    streams: limits.concurrentStreams,
  };
  return Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== undefined));
}

function milliseconds(duration: Duration | undefined): number | undefined {
  return duration === undefined ? undefined : parseDuration(duration);
}
