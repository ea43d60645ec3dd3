import type {
  GrpcHealthCheck,
  HealthCheck,
  HttpHealthCheck,
  ServiceProtocol,
  StatusRange,
} from "../../../lib/topology";
import { Tokenization } from "../../cdktf";
import { isUnknown } from "../../unknown-values";
import type { Findings } from "../findings";
import type { LbTargetGroupHealthCheck } from "../provider";
import { balancerKind } from "./kind";
import { seconds } from "./seconds";
import type { Targets, TargetType } from "./targets";

const AT = "healthCheck";
const TRAFFIC_PORT = "traffic-port";
const GRPC_CHECK = "/grpc.health.v1.Health/Check";
/** A method that no service has, which is AWS's default for gRPC. */
const GRPC_PROBE = "/AWS.ALB/healthcheck";

/** The defaults of the Topology, which are not those of AWS. */
const DEFAULTS = { interval: "10s", timeout: "2s", healthyThreshold: 2, unhealthyThreshold: 3 } as const;
const DEFAULT_STATUSES: readonly StatusRange[] = ["200-399"];

/** Statuses that a health check may expect (API reference, `Matcher`). */
const STATUSES = { application: [200, 499], network: [200, 599] } as const;

/** API reference, `CreateTargetGroup.HealthCheckPath`. */
const PATH_LENGTH = 1024;

const INTERVAL = { code: "aws-health-check", what: "the interval of a health check", low: 5, high: 300 };
const TIMEOUT = { code: "aws-health-check", what: "the timeout of a health check", low: 2, high: 120 };

/**
 * A health check as a target group has it (API reference, `CreateTargetGroup`). AWS checks always: a service without a
 * health check gets one that an instance passes as soon as it answers anything.
 */
export function healthCheck(
  check: HealthCheck | undefined,
  service: ProbedService,
  findings: Findings,
): LbTargetGroupHealthCheck {
  const { protocol, targets, tls } = service;
  if (targets.type === "lambda") return lambdaCheck(check, findings);
  const over = targets.httpProtocol ?? (tls ? "HTTPS" : "HTTP");
  const target = { protocol, type: targets.type, over };
  if (check === undefined)
    return { enabled: true, ...lenient(target, findings), port: TRAFFIC_PORT, ...rhythm({}, findings) };
  return {
    enabled: true,
    ...probe(check, target, findings),
    port: check.port === undefined ? TRAFFIC_PORT : Tokenization.stringifyNumber(check.port),
    ...rhythm(check, findings),
  };
}

/** What a health check goes to. */
export interface ProbedService {
  readonly protocol: ServiceProtocol;
  readonly targets: Targets;
  /** Whether HTTP is spoken over TLS. */
  readonly tls: boolean;
}

interface ProbedTarget {
  readonly protocol: ServiceProtocol;
  readonly type: TargetType;
  /** What HTTP checks are sent over; a token where that is known later. */
  readonly over: string;
}

type Probe = Pick<LbTargetGroupHealthCheck, "protocol" | "path" | "matcher">;

/** Calls of a function cost, so that there are none unless they are asked for; then at the rhythm asked for. */
function lambdaCheck(check: HealthCheck | undefined, findings: Findings): LbTargetGroupHealthCheck {
  // AWS compares these two though nothing is checked.
  if (check === undefined) return { enabled: false, interval: 35, timeout: 30 };
  const target: ProbedTarget = { protocol: "HTTP", type: "lambda", over: "HTTP" };
  if (check.type !== "HTTP") reportType(check, target, findings);
  const { protocol: _, ...probed } =
    check.type === "HTTP" ? httpProbe(check, target, findings) : lenient(target, findings);
  return { enabled: true, ...probed, ...rhythm(check, findings) };
}

function lenient({ protocol, type, over }: ProbedTarget, findings: Findings): Probe {
  if (protocol === "GRPC") return { protocol: over, path: GRPC_PROBE, matcher: "0-99" };
  if (balancerKind(protocol) === "application" || type === "alb") {
    return { protocol: over, path: "/", matcher: "200-499" };
  }
  if (protocol === "UDP") {
    findings.warning(
      "nlb-udp-health-check",
      AT,
      "a load balancer probes UDP services over TCP, on the port of the service unless told otherwise",
      "name a port that accepts TCP connections: HealthCheck.tcp({ port })",
    );
  }
  return { protocol: "TCP" };
}

function probe(check: HealthCheck, target: ProbedTarget, findings: Findings): Probe {
  const { protocol, type, over } = target;
  if (check.type === "HTTP" && protocol !== "GRPC") return httpProbe(check, target, findings);
  if (check.type === "TCP" && balancerKind(protocol) === "network" && type !== "alb") return { protocol: "TCP" };
  if (check.type === "GRPC" && protocol === "GRPC") return { protocol: over, path: GRPC_CHECK, matcher: "0" };
  reportType(check, target, findings);
  return lenient(target, findings);
}

function reportType(check: HealthCheck, { protocol, type }: ProbedTarget, findings: Findings): void {
  const known: Readonly<Record<string, string>> = { GRPC: "gRPC", HTTP: "HTTP", H2C: "HTTP" };
  const over = type === "alb" ? "HTTP" : known[protocol];
  const what = type === "alb" ? "another load balancer" : `services that speak ${protocol}`;
  findings.error(
    "aws-health-check-type",
    `${AT}.type`,
    `a load balancer probes ${what} over ${over ?? "TCP or HTTP"}, not by a ${check.type} check`,
    `use HealthCheck.${(over ?? "TCP").toLowerCase()}(), or accept a check that any answer passes`,
  );
}

function httpProbe(check: HttpHealthCheck, { protocol, over }: ProbedTarget, findings: Findings): Probe {
  const { path = "/", expectedStatuses = DEFAULT_STATUSES } = check;
  const [low, high] = STATUSES[balancerKind(protocol)];
  const expected = expectedStatuses.map((range) => clamped(range, low, high));
  if (expected.some((range, index) => range !== expectedStatuses[index])) {
    findings.error(
      "aws-health-check",
      `${AT}.expectedStatuses`,
      `a health check expects statuses from ${low} to ${high} on AWS, not ${expectedStatuses.join(", ")}`,
      `set "${low}-${high}" or a part of it, or accept what lies within`,
    );
  }
  if (!isUnknown(path) && path.length > PATH_LENGTH) {
    findings.error(
      "aws-health-check-path",
      `${AT}.path`,
      `the path of a health check has ${PATH_LENGTH} characters at most on AWS, and this one has ${path.length}`,
      "use a shorter one",
    );
  }
  const matcher = expected.filter((range) => range !== undefined).join(",");
  return { protocol: over, path, matcher: matcher === "" ? `${low}-${high}` : matcher };
}

function clamped(range: StatusRange, low: number, high: number): StatusRange | undefined {
  if (isUnknown(range)) return range;
  const [from = 0, to = from] = range.split("-").map(Number);
  const first = Math.max(from, low);
  const last = Math.min(to, high);
  if (first > last) return undefined;
  return range.includes("-") ? `${first}-${last}` : String(first);
}

type Rhythm = Pick<LbTargetGroupHealthCheck, "interval" | "timeout" | "healthyThreshold" | "unhealthyThreshold">;

function rhythm(check: Partial<Omit<GrpcHealthCheck, "type">>, findings: Findings): Rhythm {
  const interval = seconds(check.interval ?? DEFAULTS.interval, `${AT}.interval`, INTERVAL, findings);
  const timeout = seconds(check.timeout ?? DEFAULTS.timeout, `${AT}.timeout`, TIMEOUT, findings);
  if (timeout >= interval) {
    findings.error(
      "aws-health-check",
      `${AT}.timeout`,
      `the timeout of a health check is shorter than its interval on AWS, and ${timeout}s is not shorter than ${interval}s`,
      `set "${interval - 1}s" or less, or accept that`,
    );
  }
  return {
    interval,
    timeout: Math.min(timeout, interval - 1),
    healthyThreshold: threshold(check.healthyThreshold ?? DEFAULTS.healthyThreshold, "healthyThreshold", findings),
    unhealthyThreshold: threshold(
      check.unhealthyThreshold ?? DEFAULTS.unhealthyThreshold,
      "unhealthyThreshold",
      findings,
    ),
  };
}

function threshold(value: number, name: string, findings: Findings): number {
  if (isUnknown(value)) return value;
  const fitting = Math.min(Math.max(value, 2), 10);
  if (fitting !== value) {
    findings.error(
      "aws-health-check",
      `${AT}.${name}`,
      `a load balancer counts 2 to 10 health checks in a row, not ${value}`,
      `set ${fitting}, or accept it`,
    );
  }
  return fitting;
}
