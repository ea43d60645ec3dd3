import { type BalancingAlgorithm, type HealthCheck, type Service, tryParseDuration } from "../../../../../lib/topology";
import { type Finding, loss, refusal } from "../../../finding";
import { carriesHttp, type ServiceFeature, type ServiceHints, type ServiceInput } from "../../../service";
import { PREFIX } from "./annotation";

/** (HAProxy configuration manual, `balance`.) */
const ALGORITHMS: Readonly<Partial<Record<BalancingAlgorithm, string>>> = {
  RoundRobin: "roundrobin",
  LeastConnections: "leastconn",
  Random: "random(2)",
  SourceHash: "source",
};

/** HAProxy's own, and the Topology's (HAProxy configuration manual, `fall`, `rise`, `option httpchk`). */
const DEFAULTS = { healthyThreshold: 2, unhealthyThreshold: 3, expectedStatuses: "200-399" } as const;

/** What the controller reads from a Service (documentation/annotations.md). */
export function serviceHints({ service }: ServiceInput): ServiceHints {
  const { protocol = "HTTP" } = service;
  if (!carriesHttp(protocol)) return { annotations: {}, expressed: [] };
  const parts = [balancing(service), healthCheck(service), affinity(service)];
  const written = Object.assign(
    {},
    protocol === "HTTP" ? {} : { "server-proto": "h2" },
    ...parts.map((part) => part.annotations),
  );
  return {
    annotations: Object.fromEntries(
      Object.entries(written).map(([name, value]) => [`${PREFIX}/${name}`, String(value)]),
    ),
    expressed: parts.flatMap((part) => part.expressed),
    findings: parts.flatMap((part) => part.findings ?? []),
  };
}

const NOTHING: ServiceHints = { annotations: {}, expressed: [] };

function balancing({ balancing: asked, sessionAffinity }: Service): ServiceHints {
  // A client's address keeps it on an endpoint as long as the endpoints stay.
  const isBySource = asked === undefined && sessionAffinity?.type === "SourceIP" && sessionAffinity.ttl === undefined;
  const algorithm = isBySource ? "source" : ALGORITHMS[asked?.algorithm ?? "RoundRobin"];
  if (algorithm === undefined) return NOTHING;
  const expressed: ServiceFeature[] = isBySource ? ["balancing", "sessionAffinity"] : ["balancing"];
  return { annotations: algorithm === "roundrobin" ? {} : { "load-balance": algorithm }, expressed };
}

function healthCheck({ healthCheck: check }: Service): ServiceHints {
  if (check === undefined || check.type === "GRPC") return NOTHING;
  return {
    annotations: {
      check: "true",
      ...(check.type === "HTTP" ? { "check-http": `GET ${check.path ?? "/"}` } : {}),
      "check-interval": time(check.interval, "10s"),
      "timeout-check": time(check.timeout, "2s"),
    },
    expressed: ["healthCheck"],
    findings: isExpressed(check) ? [] : [checkDetails()],
  };
}

/** HAProxy takes one unit at a time. */
function time(duration: string | undefined, byDefault: string): string {
  const milliseconds = tryParseDuration(duration ?? byDefault);
  if (milliseconds === undefined) return duration ?? byDefault;
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

function isExpressed(check: HealthCheck): boolean {
  const { healthyThreshold, unhealthyThreshold, expectedStatuses } = DEFAULTS;
  const statuses = check.type === "HTTP" ? (check.expectedStatuses ?? [expectedStatuses]) : [expectedStatuses];
  return (
    check.port === undefined &&
    (check.healthyThreshold ?? healthyThreshold) === healthyThreshold &&
    (check.unhealthyThreshold ?? unhealthyThreshold) === unhealthyThreshold &&
    statuses.join(",") === expectedStatuses
  );
}

function checkDetails(): Finding {
  return loss(
    "kubernetes-health-check",
    "healthCheck",
    "the controller probes the port of the endpoint, 3 failures take it out, 2 successes bring it back, and statuses from 200 to 399 are healthy",
    "leave port, thresholds and statuses out",
  );
}

function affinity({ sessionAffinity }: Service): ServiceHints {
  if (sessionAffinity?.type !== "Cookie") return NOTHING;
  const { cookieName = "portico", ttl } = sessionAffinity;
  return {
    annotations: { "cookie-persistence": cookieName },
    expressed: ["sessionAffinity"],
    findings:
      ttl === undefined
        ? []
        : [
            refusal(
              "kubernetes-session-affinity",
              "sessionAffinity.ttl",
              "the cookie of the controller lives as long as the client's session",
              'leave the ttl out, or accept "kubernetes-session-affinity" to have none',
            ),
          ],
  };
}
