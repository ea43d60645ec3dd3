import { Construct } from "constructs";
import type { Diagnostic } from "../../../lib/topology";
import type { EdgeListener } from "../../edge-load-balancer";
import type { LogicalService } from "../../logical-service";
import type { AwsSettings } from "../aws-props";
import { Findings } from "../findings";
import { VpcSecurityGroupEgressRule, VpcSecurityGroupIngressRule } from "../provider";
import { TargetAccess } from "../service";
import { tagsFor } from "../tags";
import { EVERYONE, sources } from "./sources";

const HTTPS = 443;

/** The rules of a load balancer's security group: the named sources in, the services out, and no more. */
export class BalancerAccess {
  private readonly ingress: Construct;
  private readonly targets: TargetAccess;
  private readonly admitted: VpcSecurityGroupIngressRule[] = [];

  /** @param scope - what holds the load balancer's resources */
  constructor(
    private readonly scope: Construct,
    private readonly securityGroupId: string,
    private readonly edge: string,
    private readonly settings: AwsSettings,
  ) {
    this.ingress = new Construct(scope, "ingress");
    this.targets = new TargetAccess(scope, securityGroupId, edge, settings);
  }

  /** Lets the sources connect to a listener. */
  admit({ name, spec }: EdgeListener): void {
    const transport = spec.protocol === "UDP" ? "udp" : "tcp";
    for (const { id, grant } of sources(this.settings.sources)) {
      const rule = new VpcSecurityGroupIngressRule(this.ingress, `${name}-${id}`, {
        securityGroupId: this.securityGroupId,
        description: `Listener ${name}`,
        ipProtocol: transport,
        fromPort: spec.port,
        toPort: spec.port,
        ...grant,
        tags: tagsFor(this.settings.tags, { edge: this.edge, listener: name }),
      });
      this.admitted.push(rule);
    }
  }

  /** Lets the load balancer ask identity providers, whose addresses nobody knows. */
  reachIdentityProviders(): void {
    const everywhere = this.settings.dualStack ? EVERYONE : EVERYONE.filter((range) => !range.includes(":"));
    for (const { id, grant } of sources(everywhere)) {
      const name = `identity-provider-${id}`;
      if (this.scope.node.tryFindChild(name) !== undefined) continue;
      new VpcSecurityGroupEgressRule(this.scope, name, {
        securityGroupId: this.securityGroupId,
        description: "Identity providers, over HTTPS",
        ipProtocol: "tcp",
        fromPort: HTTPS,
        toPort: HTTPS,
        ...grant,
        tags: tagsFor(this.settings.tags, { edge: this.edge }),
      });
    }
  }

  /** AWS counts ranges of IPv4 and of IPv6 apart, and a group or a list with both (VPC user guide, "Amazon VPC quotas"). */
  get findings(): readonly Diagnostic[] {
    const findings = new Findings();
    const quota = this.settings.quotas.securityGroupRules;
    const ipv4 = this.admitted.filter(({ cidrIpv6Input }) => cidrIpv6Input === undefined);
    const ipv6 = this.admitted.filter(({ cidrIpv4Input }) => cidrIpv4Input === undefined);
    const used = Math.max(ipv4.length, ipv6.length);
    if (used > quota) {
      findings.error(
        "aws-quota-security-group-rules",
        "",
        `the load balancer's security group has ${used} rules for sources and listeners, and the quota is ${quota}`,
        `name fewer sources, or a prefix list; spread the listeners over several edges; or have AWS raise the quota and say so: new Aws({ quotas: { securityGroupRules: ${used} } })`,
      );
    }
    return findings.diagnostics;
  }

  /** Lets the load balancer connect to a service's members. */
  reach(service: LogicalService): void {
    this.targets.reach(service);
  }

  /** The services that have been reached, in the order in which they were. */
  get services(): readonly LogicalService[] {
    return this.targets.services;
  }

  /** What lets the sources in. */
  get ingressRules(): readonly VpcSecurityGroupIngressRule[] {
    return this.admitted;
  }

  /** What lets the load balancer out. */
  get egressRules(): readonly VpcSecurityGroupEgressRule[] {
    return this.scope.node.findAll().filter((construct) => construct instanceof VpcSecurityGroupEgressRule);
  }
}
