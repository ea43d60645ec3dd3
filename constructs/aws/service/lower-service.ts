import type { ServiceProtocol } from "../../../lib/topology";
import { reportDiagnostics } from "../../diagnostics";
import type { LogicalService } from "../../logical-service";
import { topologyPath } from "../../model";
import type { AwsSettings } from "../aws-props";
import { Findings, placed } from "../findings";
import type { LbTargetGroupConfig } from "../provider";
import { tagsFor } from "../tags";
import { AwsService } from "./aws-service";
import { targetBalancing } from "./balancing";
import { healthCheck } from "./health-check";
import { balancerKind, DEFAULT_PROTOCOL } from "./kind";
import { seconds } from "./seconds";
import { serviceSecurityGroup } from "./security-group";
import type { TargetGroupPlan } from "./service-target-group";
import type { ServiceUse } from "./service-use";
import { stickiness } from "./stickiness";
import { targetsOf } from "./targets";
import { useFindings } from "./use-findings";

/** Which version of HTTP a target speaks (API reference, `CreateTargetGroup.ProtocolVersion`). */
const VERSIONS: Readonly<Partial<Record<ServiceProtocol, string>>> = { HTTP: "HTTP1", H2C: "HTTP2", GRPC: "GRPC" };

const DRAIN = { code: "aws-drain", what: "the drain time of a target group", low: 0, high: 3600 };
const DEFAULT_DRAIN = "30s";

/** A service as target groups, with its members attached. */
export function lowerService(service: LogicalService, settings: AwsSettings): AwsService {
  const findings = new Findings();
  const plan = targetGroupPlan(service, settings, findings);
  const { resource, id } = serviceSecurityGroup(service, settings);
  const lowered = new AwsService(service, plan, resource, id);
  reportDiagnostics(service, () => {
    const found = [...findings.diagnostics, ...useFindings(lowered).diagnostics];
    return found.length === 0 ? [] : placed(topologyPath(service), found);
  });
  return lowered;
}

function targetGroupPlan(service: LogicalService, settings: AwsSettings, findings: Findings): TargetGroupPlan {
  const { props } = service;
  const protocol = props.protocol ?? DEFAULT_PROTOCOL;
  const kind = balancerKind(protocol);
  const targets = targetsOf(service, findings);
  const { algorithm, bySource } = targetBalancing(props.balancing?.spec, kind, findings);
  const sticky = stickiness(props.sessionAffinity?.spec, kind, bySource, findings);
  const version = VERSIONS[protocol];
  const group: TargetGroupPlan["settings"] = {
    vpcId: settings.vpcId,
    targetType: targets.type,
    port: props.port,
    ...(version === undefined ? {} : { protocolVersion: version }),
    ...(targets.addressType === "ipv6" ? { ipAddressType: targets.addressType } : {}),
    ...(algorithm === undefined ? {} : { loadBalancingAlgorithmType: algorithm }),
    deregistrationDelay: String(seconds(props.drain ?? DEFAULT_DRAIN, "drain", DRAIN, findings)),
    healthCheck: healthCheck(props.healthCheck?.spec, protocol, findings),
    // A target group for TLS has no stickiness, so that it cannot be written down as off either.
    ...(protocol === "TLS" && !sticky.enabled ? {} : { stickiness: sticky }),
    tags: tagsFor(settings.tags, { service: service.name }),
    lifecycle: { createBeforeDestroy: true },
  };
  return {
    label: service.name,
    settings: group,
    replacing: replacing(group),
    protocol: (use, combined) => targetProtocol(protocol, use, combined),
    targets,
  };
}

/** What the provider cannot change in place, beside the protocol. */
function replacing(group: Partial<LbTargetGroupConfig>): readonly unknown[] {
  return [group.port, group.protocolVersion, group.vpcId, group.ipAddressType, group.targetType];
}

/** What speaks TLS gets it from the client where it is passed through, and from the load balancer where that ended it. */
function targetProtocol(protocol: ServiceProtocol, use: ServiceUse | undefined, combined: boolean): string {
  if (balancerKind(protocol) === "application") return "HTTP";
  if (combined) return "TCP_UDP";
  if (protocol !== "TLS") return protocol;
  return use?.terminatesTls === true ? "TLS" : "TCP";
}
