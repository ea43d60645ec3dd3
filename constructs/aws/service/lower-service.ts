import { Construct } from "constructs";
import type { ServiceProtocol } from "../../../lib/topology";
import { Lazy } from "../../cdktf";
import { reportDiagnostics } from "../../diagnostics";
import type { LogicalService } from "../../logical-service";
import { topologyPath } from "../../model";
import type { AwsSettings } from "../aws-props";
import { Findings, placed } from "../findings";
import { replaceableName } from "../names";
import { LbTargetGroup, LbTargetGroupAttachment } from "../provider";
import { tagsFor } from "../tags";
import { AwsService, usesOf } from "./aws-service";
import { targetBalancing } from "./balancing";
import { healthCheck } from "./health-check";
import { balancerKind, DEFAULT_PROTOCOL } from "./kind";
import { targetMembers } from "./members";
import { seconds } from "./seconds";
import { stickiness } from "./stickiness";

/** Which version of HTTP a target speaks (API reference, `CreateTargetGroup.ProtocolVersion`). */
const VERSIONS: Readonly<Partial<Record<ServiceProtocol, string>>> = { HTTP: "HTTP1", H2C: "HTTP2", GRPC: "GRPC" };

const DRAIN = { code: "aws-drain", what: "the drain time of a target group", low: 0, high: 3600 };
const DEFAULT_DRAIN = "30s";

/** A service as a target group, with its members attached by address. */
export function lowerService(service: LogicalService, settings: AwsSettings): AwsService {
  const { props } = service;
  const protocol = props.protocol ?? DEFAULT_PROTOCOL;
  const kind = balancerKind(protocol);
  const findings = new Findings();
  const { members, addressType } = targetMembers(props.members, props.port, findings);
  const { algorithm, bySource } = targetBalancing(props.balancing?.spec, kind, findings);
  const sticky = stickiness(props.sessionAffinity?.spec, kind, bySource, findings);
  const ipAddressType = addressType === "ipv6" ? { ipAddressType: addressType } : {};
  const version = VERSIONS[protocol];
  const name = () =>
    replaceableName(service.name, service.node.path, [
      props.port,
      targetProtocol(service),
      version,
      settings.vpcId,
      addressType,
    ]);

  const targetGroup = new LbTargetGroup(service, "Resource", {
    name: Lazy.stringValue({ produce: name }),
    vpcId: settings.vpcId,
    targetType: "ip",
    port: props.port,
    protocol: Lazy.stringValue({ produce: () => targetProtocol(service) }),
    ...(version === undefined ? {} : { protocolVersion: version }),
    ...ipAddressType,
    ...(algorithm === undefined ? {} : { loadBalancingAlgorithmType: algorithm }),
    deregistrationDelay: String(seconds(props.drain ?? DEFAULT_DRAIN, "drain", DRAIN, findings)),
    healthCheck: healthCheck(props.healthCheck?.spec, protocol, findings),
    // A target group for TLS has no stickiness, so that it cannot be written down as off either.
    ...(protocol === "TLS" && !sticky.enabled ? {} : { stickiness: sticky }),
    tags: tagsFor(settings.tags, { service: service.name }),
    lifecycle: { createBeforeDestroy: true },
  });
  const group = new Construct(service, "member");
  const attachments = members.map(
    ({ id, address, port }) =>
      new LbTargetGroupAttachment(group, id, {
        targetGroupArn: targetGroup.arn,
        targetId: address,
        port,
        // With the target group replaced, the new one has its targets before the old one loses them.
        lifecycle: { createBeforeDestroy: true },
      }),
  );

  reportDiagnostics(service, () => {
    const found = [...findings.diagnostics, ...useFindings(service, sticky.enabled === true).diagnostics];
    return found.length === 0 ? [] : placed(topologyPath(service), found);
  });
  return new AwsService(targetGroup, attachments);
}

/** What speaks TLS gets it from the client where it is passed through, and from the load balancer where that ended it. */
function targetProtocol(service: LogicalService): string {
  const protocol = service.props.protocol ?? DEFAULT_PROTOCOL;
  if (balancerKind(protocol) === "application") return "HTTP";
  if (protocol !== "TLS") return protocol;
  return usesOf(service).some(({ terminatesTls }) => terminatesTls) ? "TLS" : "TCP";
}

/** What depends on the listeners that lead to the service. */
function useFindings(service: LogicalService, sticky: boolean): Findings {
  const findings = new Findings();
  const uses = usesOf(service);
  const balancers = new Set(uses.flatMap(({ balancer }) => balancer() ?? []));
  if (balancers.size > 1) {
    findings.error(
      "aws-two-load-balancers",
      "",
      `${balancers.size} load balancers lead to the service, and a target group belongs to one`,
      "make a service of its own for each edge, with the same members",
    );
  }
  if (sticky && uses.some(({ terminatesTls }) => terminatesTls)) {
    findings.error(
      "nlb-tls-stickiness",
      "",
      "a Network Load Balancer that ends TLS does not keep clients on their targets",
      "lead to the service from a TCP listener, or leave affinity and Balancing.sourceHash() out",
    );
  }
  if (service.props.protocol === "TLS" && new Set(uses.map(({ terminatesTls }) => terminatesTls)).size > 1) {
    findings.error(
      "nlb-tls-and-passthrough",
      "",
      "one listener ends TLS before the service and another passes it through, and a target group does one of both",
      "make a service of its own for each listener, with the same members",
    );
  }
  return findings;
}
