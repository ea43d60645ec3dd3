import { type HealthCheck, tryParseDuration } from "../../../lib/topology";
import { type Finding, loss, refusal } from "../finding";
import { isUnknownText } from "../objects";

/** Seconds and counts that a check has by itself (Topology, `HealthCheck`). */
const DEFAULT_INTERVAL = 10;
const DEFAULT_TIMEOUT = 2;
const DEFAULT_HEALTHY = 2;
const DEFAULT_UNHEALTHY = 3;
/** How often a container that starts is asked, until it has to be alive. */
const STARTUP_FAILURES = 30;

/** A probe, as all of the provider's kinds of probes have it. */
export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly tcpSocket?: { readonly port: string }[];
  readonly grpc?: { readonly port: number }[];
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

/** Whether an instance takes requests, by the service's own check; without one, whether it accepts connections. */
export function readinessProbe(check: HealthCheck | undefined, port: number): Probe {
  return { ...probe(check ?? { type: "TCP" }, port), successThreshold: check?.healthyThreshold ?? DEFAULT_HEALTHY };
}

export interface LivenessProbes {
  readonly livenessProbe: Probe;
  /** Holds the other back until the container has started. */
  readonly startupProbe: Probe;
}

export function livenessProbes(check: HealthCheck, port: number): LivenessProbes {
  const livenessProbe = probe(check, port);
  return { livenessProbe, startupProbe: { ...livenessProbe, failureThreshold: STARTUP_FAILURES } };
}

function probe(check: HealthCheck, servicePort: number): Probe {
  const { port = servicePort, interval, timeout, unhealthyThreshold = DEFAULT_UNHEALTHY } = check;
  const periodSeconds = seconds(interval) ?? DEFAULT_INTERVAL;
  return {
    ...handler(check, port),
    periodSeconds,
    timeoutSeconds: seconds(timeout) ?? Math.min(DEFAULT_TIMEOUT, periodSeconds),
    successThreshold: 1,
    failureThreshold: unhealthyThreshold,
  };
}

function handler(check: HealthCheck, port: number): Pick<Probe, "httpGet" | "tcpSocket" | "grpc"> {
  switch (check.type) {
    case "HTTP":
      return { httpGet: { path: check.path ?? "/", port: String(port) } };
    case "TCP":
      return { tcpSocket: [{ port: String(port) }] };
    case "GRPC":
      return { grpc: [{ port }] };
  }
}

/** Probes have whole seconds, one at least. */
function seconds(duration: string | undefined): number | undefined {
  const milliseconds = duration === undefined ? undefined : tryParseDuration(duration);
  return milliseconds === undefined ? undefined : Math.max(1, Math.ceil(milliseconds / 1000));
}

/** What of a check a probe cannot do. */
export function checkProbe(check: HealthCheck, at: string): Finding[] {
  const findings: Finding[] = [];
  for (const field of ["interval", "timeout"] as const) {
    const duration = check[field];
    if (duration === undefined || isUnknownText(duration)) continue;
    if ((tryParseDuration(duration) ?? 0) % 1000 === 0) continue;
    const message = `probes have whole seconds, and "${duration}" becomes ${seconds(duration)}`;
    findings.push(loss("kubernetes-probe-seconds", `${at}.${field}`, message, "write whole seconds"));
  }
  if (check.type === "HTTP" && check.expectedStatuses !== undefined && !isDefault(check.expectedStatuses)) {
    const code = "kubernetes-probe-statuses";
    const remedy = `have the service answer so, or accept "${code}" to have those statuses`;
    const message = "a probe counts every status from 200 to 399 as healthy, and no other";
    findings.push(refusal(code, `${at}.expectedStatuses`, message, remedy));
  }
  return findings;
}

function isDefault([first, ...others]: readonly string[]): boolean {
  return first === "200-399" && others.length === 0;
}
