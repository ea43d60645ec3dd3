import { type HealthCheck, tryParseDuration } from "../../../../../lib/topology";
import { type Finding, loss } from "../../../finding";
import { PREFIX } from "./annotation";
import { within } from "./within";

export interface TargetHealthCheck {
  readonly annotations: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
}

/** The Topology's defaults, which are not those of the controller. */
const INTERVAL = 10;
const TIMEOUT = 2;
const HEALTHY = 2;
const UNHEALTHY = 3;

interface Probe {
  readonly path: string;
  readonly codes: string;
}

/**
 * A health check as a target group has it (API reference, `CreateTargetGroup`). AWS checks always: where no check is
 * asked for, or one of another kind, any answer passes.
 *
 * @param version - of HTTP, as target groups name them
 */
export function targetHealthCheck(
  check: HealthCheck | undefined,
  version: "HTTP1" | "HTTP2" | "GRPC",
): TargetHealthCheck {
  const asked = probe(check, version);
  const { path, codes } = asked ?? anyAnswer(version);
  const interval = seconds(check?.interval, 5, 300, INTERVAL);
  const timeout = seconds(check?.timeout, 2, Math.min(120, interval.value - 1), TIMEOUT);
  const healthy = count(check?.healthyThreshold, HEALTHY);
  const unhealthy = count(check?.unhealthyThreshold, UNHEALTHY);
  const statuses = withinStatuses(codes, version);
  const fits = [interval, timeout, healthy, unhealthy, statuses].every((part) => part.fits);
  const annotations = {
    protocol: "HTTP",
    port: check?.port === undefined ? "traffic-port" : String(check.port),
    path,
    "interval-seconds": String(interval.value),
    "timeout-seconds": String(timeout.value),
  };
  return {
    annotations: {
      ...Object.fromEntries(
        Object.entries(annotations).map(([name, value]) => [`${PREFIX}/healthcheck-${name}`, value]),
      ),
      [`${PREFIX}/healthy-threshold-count`]: String(healthy.value),
      [`${PREFIX}/unhealthy-threshold-count`]: String(unhealthy.value),
      [`${PREFIX}/success-codes`]: statuses.value,
    },
    findings:
      check === undefined ? [] : [...(asked === undefined ? [otherKind(check)] : []), ...(fits ? [] : [outOfBounds()])],
  };
}

function probe(check: HealthCheck | undefined, version: string): Probe | undefined {
  if (check?.type === "HTTP" && version !== "GRPC") {
    return { path: check.path ?? "/", codes: (check.expectedStatuses ?? ["200-399"]).join(",") };
  }
  if (check?.type === "GRPC" && version === "GRPC") return { path: "/grpc.health.v1.Health/Check", codes: "0" };
  return undefined;
}

/** Of gRPC's statuses, or of those of HTTP. */
function anyAnswer(version: string): Probe {
  return version === "GRPC" ? { path: "/AWS.ALB/healthcheck", codes: "0-99" } : { path: "/", codes: "200-499" };
}

function seconds(duration: string | undefined, low: number, high: number, byDefault: number) {
  if (duration === undefined) return { value: Math.min(byDefault, high), fits: true };
  return within(tryParseDuration(duration), low, high, byDefault);
}

function count(given: number | undefined, byDefault: number) {
  const value = Math.min(Math.max(given ?? byDefault, 2), 10);
  return { value, fits: given === undefined || given === value };
}

/** Statuses from 200 to 499 alone can be expected (API reference, `Matcher`). */
function withinStatuses(codes: string, version: string): { readonly value: string; readonly fits: boolean } {
  if (version === "GRPC") return { value: codes, fits: true };
  const kept = codes.split(",").flatMap((range) => {
    const [from = 0, to = from] = range.split("-").map(Number);
    const [first, last] = [Math.max(from, 200), Math.min(to, 499)];
    if (first > last) return [];
    return [range.includes("-") ? `${first}-${last}` : String(first)];
  });
  const value = kept.length === 0 ? "200-499" : kept.join(",");
  return { value, fits: value === codes };
}

function otherKind({ type }: HealthCheck): Finding {
  return loss(
    "kubernetes-health-check",
    "healthCheck.type",
    `a target group for HTTP probes by HTTP, and one for gRPC by gRPC, not by ${type}: any answer passes`,
    "check by the service's own protocol",
  );
}

function outOfBounds(): Finding {
  return loss(
    "kubernetes-health-check",
    "healthCheck",
    "a target group probes every 5 to 300 seconds, waits 2 to 120 and less than that, counts 2 to 10 in a row and expects statuses from 200 to 499: the nearest of these are taken",
    "write values within these bounds",
  );
}
