import { tryParseDuration } from "../duration";
import type { Location } from "../location";
import { quoted } from "../wording";
import type { Check, Report } from "./check";
import { listenersOf, servicesOf } from "./walk";

const DEFAULT_INTERVAL = "10s";

const LISTENER_LIMITS = [
  "headerTimeout",
  "keepAliveTimeout",
  "clientIdleTimeout",
  "responseIdleTimeout",
  "upgradeIdleTimeout",
] as const;
const SERVICE_LIMITS = ["pendingTimeout", "connectTimeout", "keepAliveTimeout"] as const;

/** Durations are above zero where zero has no meaning, and those that bound each other fit. */
export const durations: Check = (subject, report) => {
  const { topology } = subject;
  for (const { value: listener, at } of listenersOf(topology)) {
    if ("idleTimeout" in listener) checkPositive(listener.idleTimeout, [...at, "idleTimeout"], report);
    const limits = "limits" in listener ? listener.limits : undefined;
    for (const field of LISTENER_LIMITS) checkPositive(limits?.[field], [...at, "limits", field], report);
  }
  for (const { value: route, at } of subject.routes) {
    const { request, backendRequest } = route.timeouts ?? {};
    const limit = milliseconds(request);
    const inner = milliseconds(backendRequest);
    if (limit === undefined || inner === undefined || limit === 0 || inner <= limit) continue;
    const message = `one try may take ${backendRequest}, the request as a whole only ${request}`;
    report.error([...at, "timeouts", "backendRequest"], "timeout-too-long", message, `write at most "${request}"`);
  }
  for (const { value: service, at } of servicesOf(topology)) {
    const { healthCheck, sessionAffinity, discovery, limits } = service;
    checkPositive(healthCheck?.interval, [...at, "healthCheck", "interval"], report);
    checkPositive(healthCheck?.timeout, [...at, "healthCheck", "timeout"], report);
    if (!subject.isUnreadable([...at, "healthCheck", "interval"])) {
      checkHealthTimeout(healthCheck?.interval, healthCheck?.timeout, [...at, "healthCheck", "timeout"], report);
    }
    checkPositive(sessionAffinity?.ttl, [...at, "sessionAffinity", "ttl"], report);
    for (const field of SERVICE_LIMITS) checkPositive(limits?.[field], [...at, "limits", field], report);
    if (discovery?.type === "dns") checkPositive(discovery.refresh, [...at, "discovery", "refresh"], report);
  }
};

function checkPositive(duration: string | undefined, at: Location, report: Report): void {
  if (milliseconds(duration) !== 0) return;
  const message = `${quoted(duration)} is no time at all`;
  report.error(at, "zero-duration", message, "write a duration above zero, or leave the field out for its default");
}

function checkHealthTimeout(
  interval = DEFAULT_INTERVAL,
  timeout: string | undefined,
  at: Location,
  report: Report,
): void {
  const between = milliseconds(interval);
  const limit = milliseconds(timeout);
  if (between === undefined || limit === undefined || limit <= between || between === 0) return;
  const message = `a probe may take ${timeout}, and the next one starts after ${interval}`;
  report.error(at, "timeout-too-long", message, `write at most "${interval}", or a longer "interval"`);
}

function milliseconds(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : tryParseDuration(duration);
}
