import { Lazy } from "../../cdktf";
import { reportDiagnostics } from "../../diagnostics";
import type { EdgeListener } from "../../edge-load-balancer";
import { topologyPath } from "../../model";
import { isUnknown } from "../../unknown-values";
import type { AwsSettings } from "../aws-props";
import { Findings, placed } from "../findings";
import { LbListener } from "../provider";
import { AwsService, groupFor, noteRouting, type ServiceTargetGroup } from "../service";
import { tagsFor } from "../tags";
import { certificate, furtherCertificates } from "./application-listener";
import type { AwsListener } from "./aws-edge";
import type { Balancer } from "./balancer";
import type { ExistingBalancer } from "./existing-balancer";
import { ALPN_POLICIES } from "./network-options";
import { combinedIdle, type NetworkPlan, networkPlan, type StreamSpec } from "./network-plan";

/** A TCP, TLS or UDP listener, led to one service; or a TCP and a UDP listener of one port in one. */
export class NetworkListener {
  /** What the listener became. */
  readonly lowered: AwsListener;
  private readonly resource: LbListener;
  private readonly findings = new Findings();
  private readonly plan: NetworkPlan;
  private group: ServiceTargetGroup | undefined;
  private isCombined = false;

  constructor(
    private readonly listener: EdgeListener,
    private readonly spec: StreamSpec,
    private readonly balancer: Balancer | ExistingBalancer,
    private readonly settings: AwsSettings,
  ) {
    this.plan = networkPlan(spec, this.findings);
    this.checkFamily(spec, this.findings);
    const { protocol, service, idleTimeout } = this.plan;
    this.group = this.lead(this.plan);
    const [first, ...others] = listener.certificates;
    const alpn = settings.network?.alpn;
    this.resource = new LbListener(listener, "Resource", {
      loadBalancerArn: balancer.loadBalancer.arn,
      port: spec.port,
      protocol: Lazy.stringValue({ produce: () => (this.isCombined ? "TCP_UDP" : protocol) }),
      ...(protocol === "TLS"
        ? {
            sslPolicy: settings.tlsPolicy,
            ...certificate(first, listener, settings),
            ...(alpn === undefined ? {} : { alpnPolicy: ALPN_POLICIES[alpn] }),
          }
        : {}),
      ...(idleTimeout === undefined
        ? {}
        : { tcpIdleTimeoutSeconds: Lazy.numberValue({ produce: () => (this.isCombined ? undefined : idleTimeout) }) }),
      defaultAction: [{ type: "forward", targetGroupArn: Lazy.stringValue({ produce: () => this.group?.arn ?? "" }) }],
      tags: tagsFor(settings.tags, { edge: listener.edge.name, listener: listener.name }),
    });
    if (service !== undefined) noteRouting([service], this.resource);
    reportDiagnostics(listener, () => this.diagnostics());
    this.lowered = {
      listener: this.resource,
      listenerArn: this.resource.arn,
      // Not the new one first, which would hold for the load balancer too: two cannot share addresses or target groups.
      certificates: furtherCertificates(listener, this.resource.arn, others, settings),
      rules: new Map(),
    };
  }

  /**
   * Takes over another listener of the same port, where one of both is TCP, the other UDP, and their services are the
   * same instances: a Network Load Balancer has one listener on a port, and a protocol for both.
   *
   * @returns whether it did
   */
  combine(other: EdgeListener, spec: StreamSpec): boolean {
    if (this.isCombined || isUnknown(spec.port) || isUnknown(this.spec.port) || spec.port !== this.spec.port) {
      return false;
    }
    const [stream, datagrams] = this.spec.protocol === "UDP" ? [spec, this.spec] : [this.spec, spec];
    if (stream.protocol !== "TCP" || datagrams.protocol !== "UDP") return false;
    const [{ resources: target }, { resources: absorbed }] = [stream.service, datagrams.service];
    if (!(target instanceof AwsService) || !(absorbed instanceof AwsService) || !target.absorb(absorbed)) return false;
    this.isCombined = true;
    this.balancer.access.reach(stream.service);
    this.balancer.access.reach(datagrams.service);
    this.group = groupFor(stream.service, { balancer: this.balancer, terminatesTls: false });
    noteRouting([stream.service, datagrams.service], this.resource);
    const findings = new Findings();
    combinedIdle(stream.idleTimeout, findings);
    if (this.group?.combine()) reportKeptConnections(findings);
    this.checkFamily(spec, this.findings);
    const tcp = this.spec === stream ? this.listener : other;
    reportDiagnostics(tcp, () => placed(topologyPath(tcp), findings.diagnostics));
    return true;
  }

  /** NLB user guide, "Listeners": datagrams from IPv6 clients reach IPv6 targets alone, and a listener has one kind. */
  private checkFamily(spec: StreamSpec, findings: Findings): void {
    if (spec.protocol !== "UDP" || !this.settings.dualStack) return;
    const { name, resources } = spec.service;
    if (!(resources instanceof AwsService) || resources.targets.addressType === "ipv6") return;
    findings.error(
      "nlb-udp-dual-stack",
      "",
      `a load balancer with IPv6 addresses leads datagrams to IPv6 targets alone, and service "${name}" has others`,
      "give the edge a platform without them: aws.with({ dualStack: false }), or name IPv6 addresses",
    );
  }

  private lead({ protocol, service }: NetworkPlan): ServiceTargetGroup | undefined {
    if (service !== undefined) this.balancer.access.reach(service);
    return groupFor(service, { balancer: this.balancer, terminatesTls: protocol === "TLS" });
  }

  private diagnostics() {
    const { diagnostics } = this.findings;
    return diagnostics.length === 0 ? [] : placed(topologyPath(this.listener), diagnostics);
  }
}

/** API reference, `TargetGroupAttribute`: not for target groups of TCP_UDP. */
function reportKeptConnections(findings: Findings): void {
  findings.error(
    "nlb-unhealthy-connections",
    "",
    "a TCP listener that shares its port with a UDP listener has no say in what becomes of connections to unhealthy targets",
    "leave targetGroups.unhealthyConnections out for the service, or give one of the listeners another port",
  );
}
