import { type BalancingAlgorithm, type Service, tryParseDuration } from "../../../../../lib/topology";
import { type Finding, loss, refusal } from "../../../finding";
import { carriesHttp, type ServiceFeature, type ServiceHints, type ServiceInput } from "../../../service";
import { PREFIX } from "./annotation";
import { targetHealthCheck } from "./target-health-check";
import { within } from "./within";

const VERSIONS = { HTTP: "HTTP1", H2C: "HTTP2", GRPC: "GRPC" } as const;

/** (ELB user guide, "Routing algorithms".) */
const ALGORITHMS: Readonly<Partial<Record<BalancingAlgorithm, string>>> = {
  RoundRobin: "round_robin",
  LeastConnections: "least_outstanding_requests",
};

const DAY = 86_400;
const WEEK = 604_800;
const LONGEST_DRAIN = 3600;
const DEFAULT_DRAIN = 30;

/** The target group that the controller makes of a Service (guide, "Ingress annotations"). */
export function serviceHints({ service, selector }: ServiceInput): ServiceHints {
  const { protocol = "HTTP" } = service;
  if (!carriesHttp(protocol)) return { annotations: {}, expressed: [] };
  const version = VERSIONS[protocol as keyof typeof VERSIONS];
  const health = targetHealthCheck(service.healthCheck, version);
  const sticky = stickiness(service);
  const drain = drainTime(service);
  const algorithm = ALGORITHMS[service.balancing?.algorithm ?? "RoundRobin"];
  const attributes = {
    ...sticky.attributes,
    "load_balancing.algorithm.type": algorithm ?? "round_robin",
    "deregistration_delay.timeout_seconds": drain.seconds,
  };
  return {
    annotations: {
      [`${PREFIX}/backend-protocol-version`]: version,
      ...health.annotations,
      [`${PREFIX}/target-group-attributes`]: Object.entries(attributes)
        .map(([name, value]) => `${name}=${value}`)
        .join(","),
    },
    expressed: [
      ...(algorithm === undefined ? [] : (["balancing"] as const)),
      ...(service.sessionAffinity?.type === "Cookie" ? (["sessionAffinity"] as const) : []),
      "healthCheck",
      "drain",
    ] satisfies ServiceFeature[],
    findings: [...health.findings, ...sticky.findings, ...drain.findings, ...checkMembers(service, selector)],
  };
}

interface Stickiness {
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly findings: readonly Finding[];
}

/** The cookie of a load balancer always has a lifetime: of a day where none is asked for. */
function stickiness({ sessionAffinity }: Service): Stickiness {
  if (sessionAffinity?.type !== "Cookie") return { attributes: { "stickiness.enabled": "false" }, findings: [] };
  const { ttl, cookieName } = sessionAffinity;
  const lifetime = ttl === undefined ? { value: DAY, fits: true } : within(tryParseDuration(ttl), 1, WEEK, DAY);
  return {
    attributes: {
      "stickiness.enabled": "true",
      "stickiness.type": "lb_cookie",
      "stickiness.lb_cookie.duration_seconds": lifetime.value,
    },
    findings: [
      ...(lifetime.fits
        ? []
        : [
            refusal(
              "kubernetes-session-affinity",
              "sessionAffinity.ttl",
              "the cookie of a load balancer lives for whole seconds, at most 7 days",
              `write "168h" or less, or accept "kubernetes-session-affinity" to have ${lifetime.value} seconds`,
            ),
          ]),
      ...(cookieName === undefined
        ? []
        : [
            refusal(
              "alb-cookie-name",
              "sessionAffinity.cookieName",
              `a load balancer's cookie is always called AWSALB, not "${cookieName}"`,
              'leave the name out, or accept "alb-cookie-name" to have AWSALB',
            ),
          ]),
    ],
  };
}

function drainTime({ drain }: Service): { readonly seconds: number; readonly findings: readonly Finding[] } {
  if (drain === undefined) return { seconds: DEFAULT_DRAIN, findings: [] };
  const { value, fits } = within(tryParseDuration(drain), 0, LONGEST_DRAIN, DEFAULT_DRAIN);
  const message = `a target group drains for whole seconds, at most an hour: ${value} s`;
  return { seconds: value, findings: fits ? [] : [loss("kubernetes-drain", "drain", message, 'write "1h" or less')] };
}

/** The controller registers the pods behind a Service, and passes over endpoints that are none. */
function checkMembers({ members = [] }: Service, selector: ServiceInput["selector"]): Finding[] {
  if (selector !== undefined || members.length === 0) return [];
  return [
    refusal(
      "ingress-addresses",
      "members",
      "the AWS Load Balancer Controller leads to pods alone, and not to plain addresses",
      'select pods, lower the router with new Aws(), or accept "ingress-addresses" to have no targets',
    ),
  ];
}
