import type { ServiceProtocol } from "../../../lib/topology";
import { reportDiagnostics } from "../../diagnostics";
import type { LogicalService } from "../../logical-service";
import { topologyPath } from "../../model";
import type { AwsSettings } from "../aws-props";
import { Findings, placed } from "../findings";
import type { LbTargetGroupConfig } from "../provider";
import { tagsFor } from "../tags";
import { AwsWorkload } from "../workload";
import { type Attributes, applicationAttributes, commonAttributes, networkAttributes } from "./attributes";
import { AwsService } from "./aws-service";
import { targetBalancing } from "./balancing";
import { checkGroupQuota } from "./group-quota";
import { healthCheck } from "./health-check";
import { balancerKind, DEFAULT_PROTOCOL } from "./kind";
import { seconds } from "./seconds";
import { serviceSecurityGroup } from "./security-group";
import type { TargetGroupPlan } from "./service-target-group";
import type { ServiceUse } from "./service-use";
import { stickiness } from "./stickiness";
import type { TargetGroupOptions } from "./target-group-options";
import { type Targets, targetsOf } from "./targets";
import { reportUnusedSettings } from "./unused-settings";
import { useFindings } from "./use-findings";

/** Which version of HTTP a target speaks (API reference, `CreateTargetGroup.ProtocolVersion`). */
const VERSIONS: Readonly<Partial<Record<ServiceProtocol, string>>> = { HTTP: "HTTP1", H2C: "HTTP2", GRPC: "GRPC" };

const DRAIN = { code: "aws-drain", what: "the drain time of a target group", low: 0, high: 3600 };
const DEFAULT_DRAIN = "30s";

/** A service as target groups, with its members attached. */
export function lowerService(service: LogicalService, settings: AwsSettings): AwsService {
  const findings = new Findings();
  const targets = targetsOf(service, settings.targetGroups ?? {}, findings);
  reportUnusedSettings(service.props, targets, findings);
  // What is said of the settings of a target group is nothing to one that exists already.
  const plan = targetGroupPlan(
    service,
    targets,
    settings,
    targets.existingArn === undefined ? findings : new Findings(),
  );
  const lowered = new AwsService(service, plan, serviceSecurityGroup(service, targets, settings));
  const { workload } = service.props;
  if (workload !== undefined) lowered.run(new AwsWorkload(service, workload.spec, settings, lowered));
  checkGroupQuota(lowered, settings.quotas, findings);
  reportDiagnostics(service, () => {
    const found = [...findings.diagnostics, ...useFindings(lowered)];
    return found.length === 0 ? [] : placed(topologyPath(service), found);
  });
  return lowered;
}

function targetGroupPlan(
  service: LogicalService,
  targets: Targets,
  settings: AwsSettings,
  findings: Findings,
): TargetGroupPlan {
  const protocol = service.props.protocol ?? DEFAULT_PROTOCOL;
  const tls = settings.targetGroups?.tls === true;
  const group: TargetGroupPlan["settings"] = {
    ...typeSettings(service, targets, settings, findings),
    targetType: targets.type,
    healthCheck: healthCheck(service.props.healthCheck?.spec, { protocol, targets, tls }, findings),
    tags: tagsFor(settings.tags, { service: service.name }),
    lifecycle: { createBeforeDestroy: true },
  };
  return {
    label: service.name,
    settings: group,
    replacing: replacing(group),
    protocol: (use, combined) => (targets.type === "lambda" ? undefined : targetProtocol(protocol, tls, use, combined)),
    targets,
  };
}

/** What depends on what the targets are. A function has neither port nor connections. */
function typeSettings(
  service: LogicalService,
  targets: Targets,
  settings: AwsSettings,
  findings: Findings,
): Attributes {
  if (targets.type === "lambda") return { lambdaMultiValueHeadersEnabled: targets.multiValueHeaders === true };
  const { props } = service;
  const protocol = props.protocol ?? DEFAULT_PROTOCOL;
  const version = VERSIONS[protocol];
  return {
    vpcId: settings.vpcId,
    port: props.port,
    ...(version === undefined ? {} : { protocolVersion: version }),
    ...(targets.addressType === "ipv6" ? { ipAddressType: targets.addressType } : {}),
    ...(targets.type === "alb" ? {} : connectionSettings(service, settings, findings)),
  };
}

/** What AWS has for targets that it connects to itself. */
function connectionSettings({ props }: LogicalService, settings: AwsSettings, findings: Findings): Attributes {
  const { targetGroups: options = {} } = settings;
  const protocol = props.protocol ?? DEFAULT_PROTOCOL;
  const kind = balancerKind(protocol);
  const { algorithm, bySource } = targetBalancing(props.balancing?.spec, kind, findings);
  const { applicationCookie } = options;
  const sticky = stickiness(props.sessionAffinity?.spec, kind, bySource, applicationCookie, findings);
  if (kind === "application") checkZones(options, sticky.enabled === true, findings);
  return {
    ...(algorithm === undefined ? {} : { loadBalancingAlgorithmType: algorithm }),
    deregistrationDelay: String(seconds(props.drain ?? DEFAULT_DRAIN, "drain", DRAIN, findings)),
    // A target group for TLS has no stickiness, so that it cannot be written down as off either.
    ...(protocol === "TLS" && !sticky.enabled ? {} : { stickiness: sticky }),
    ...commonAttributes(options, findings),
    ...(algorithm === undefined
      ? networkAttributes(options, protocol, findings)
      : applicationAttributes(options, algorithm, findings)),
  };
}

/** ELB user guide, "Cross-zone load balancing for target groups". */
function checkZones({ crossZone, outsideVpc }: TargetGroupOptions, isSticky: boolean, findings: Findings): void {
  if (crossZone !== false) return;
  const report = (at: string, message: string, remedy: string) => findings.error("alb-cross-zone", at, message, remedy);
  if (isSticky) {
    report(
      "sessionAffinity",
      "a load balancer that keeps to its zones does not keep clients on their targets",
      "leave the affinity out, or set targetGroups.crossZone to true for this service",
    );
  }
  if (outsideVpc === true) {
    report(
      "members",
      "a load balancer that keeps to its zones has no targets outside of them",
      "leave targetGroups.outsideVpc out, or set targetGroups.crossZone to true for this service",
    );
  }
}

/** What the provider cannot change in place, beside the protocol. */
function replacing(group: Partial<LbTargetGroupConfig>): readonly unknown[] {
  return [group.port, group.protocolVersion, group.vpcId, group.ipAddressType, group.targetType];
}

/** What speaks TLS gets it from the client where it is passed through, and from the load balancer where that ended it. */
function targetProtocol(
  protocol: ServiceProtocol,
  tls: boolean,
  use: ServiceUse | undefined,
  combined: boolean,
): string {
  if (balancerKind(protocol) === "application") return tls ? "HTTPS" : "HTTP";
  if (combined) return "TCP_UDP";
  if (protocol !== "TLS") return protocol;
  return use?.terminatesTls === true ? "TLS" : "TCP";
}
