import type { ServiceProtocol } from "../../../lib/topology";
import { Tokenization } from "../../cdktf";
import { isUnknown } from "../../unknown-values";
import type { Findings } from "../findings";
import type { LbTargetGroupConfig } from "../provider";
import { ROUND_ROBIN, WEIGHTED_RANDOM } from "./balancing";
import { seconds } from "./seconds";
import type { HealthyShare, MinimumHealthy, TargetGroupOptions } from "./target-group-options";

/** Settings of a target group, as the provider has them. */
export type Attributes = Partial<LbTargetGroupConfig>;

const SLOW_START = { code: "alb-slow-start", what: "the slow start of a target", low: 30, high: 900 };
const UNHEALTHY = {
  code: "nlb-unhealthy-connections",
  what: "the drain time of unhealthy targets",
  low: 0,
  high: 360_000,
};

/** What both kinds of load balancers have. */
export function commonAttributes({ crossZone, minimumHealthy }: TargetGroupOptions, findings: Findings): Attributes {
  const { dns, routing } = minimumHealthy ?? {};
  if (minimumHealthy !== undefined) checkMinimumHealthy(minimumHealthy, findings);
  return {
    ...(crossZone === undefined ? {} : { loadBalancingCrossZoneEnabled: String(crossZone) }),
    ...(minimumHealthy === undefined
      ? {}
      : {
          targetGroupHealth: {
            ...(dns === undefined
              ? {}
              : {
                  dnsFailover: {
                    minimumHealthyTargetsCount: Tokenization.stringifyNumber(dns.count ?? 1),
                    minimumHealthyTargetsPercentage: percentage(dns),
                  },
                }),
            ...(routing === undefined
              ? {}
              : {
                  unhealthyStateRouting: {
                    minimumHealthyTargetsCount: routing.count ?? 1,
                    minimumHealthyTargetsPercentage: percentage(routing),
                  },
                }),
          },
        }),
  };
}

function checkMinimumHealthy({ dns, routing }: MinimumHealthy, findings: Findings): void {
  const report = (field: string, message: string, remedy: string) => {
    findings.error("aws-minimum-healthy", "", `targetGroups.minimumHealthy.${field} ${message}`, remedy);
  };
  for (const [field, share] of Object.entries({ dns, routing })) {
    const { count = 1, percentage = 1 } = share ?? {};
    const isWhole = [count, percentage].every((value) => isUnknown(value) || (Number.isInteger(value) && value >= 1));
    if (!isWhole || (!isUnknown(percentage) && percentage > 100)) {
      report(field, "is no count of 1 or more, or no percentage of 1 to 100", "write whole numbers within these");
    }
  }
  for (const field of ["count", "percentage"] as const) {
    const [failing, opening] = [dns?.[field], routing?.[field]];
    if (failing === undefined || opening === undefined || isUnknown(failing) || isUnknown(opening)) continue;
    if (opening > failing) {
      report(
        `routing.${field}`,
        `is ${opening}, and that of dns ${failing}: a zone would get no requests before they go to unhealthy targets`,
        `set ${failing} or less`,
      );
    }
  }
}

function percentage({ percentage: share }: HealthyShare): string {
  return share === undefined ? "off" : Tokenization.stringifyNumber(share);
}

/** What Application Load Balancers have (ELB user guide, "Edit target group attributes"). */
export function applicationAttributes(
  { slowStart, anomalyMitigation = false }: TargetGroupOptions,
  algorithm: string,
  findings: Findings,
): Attributes {
  if (slowStart !== undefined && algorithm !== ROUND_ROBIN) {
    findings.error(
      "alb-slow-start",
      "balancing",
      "a load balancer has slow start for round robin alone",
      "use Balancing.roundRobin(), or leave targetGroups.slowStart out for this service",
    );
  }
  const slow = slowStart === undefined || algorithm !== ROUND_ROBIN ? undefined : slowStart;
  return {
    ...(slow === undefined ? {} : { slowStart: seconds(slow, "", SLOW_START, findings) }),
    // Written down where it is off, too: otherwise turning it off would change nothing.
    ...(algorithm === WEIGHTED_RANDOM ? { loadBalancingAnomalyMitigation: anomalyMitigation ? "on" : "off" } : {}),
  };
}

/** What Network Load Balancers have (ELB user guide, "Edit target group attributes"). */
export function networkAttributes(
  options: TargetGroupOptions,
  protocol: ServiceProtocol,
  findings: Findings,
): Attributes {
  const { preserveClientIp, proxyProtocol = false, connectionTermination = true, unhealthyConnections } = options;
  if (preserveClientIp === false && protocol === "UDP") {
    findings.error(
      "nlb-preserve-client-ip",
      "",
      "datagrams come from the client's address, and no setting changes that",
      "leave targetGroups.preserveClientIp out for this service",
    );
  }
  const preserved = protocol === "UDP" ? undefined : preserveClientIp;
  return {
    ...(preserved === undefined ? {} : { preserveClientIp: String(preserved) }),
    proxyProtocolV2: proxyProtocol,
    connectionTermination,
    ...(unhealthyConnections === undefined || protocol === "UDP"
      ? {}
      : { targetHealthState: [unhealthyState(unhealthyConnections, findings)] }),
  };
}

function unhealthyState(connections: string, findings: Findings) {
  if (connections === "close") return { enableUnhealthyConnectionTermination: true };
  const unhealthyDrainingInterval = seconds(connections, "", UNHEALTHY, findings);
  return { enableUnhealthyConnectionTermination: false, unhealthyDrainingInterval };
}
