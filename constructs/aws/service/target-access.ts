import { Construct } from "constructs";
import { Tokenization } from "../../cdktf";
import { reportDiagnostics } from "../../diagnostics";
import type { LogicalService } from "../../logical-service";
import { topologyPath } from "../../model";
import type { AwsSettings } from "../aws-props";
import { Findings, placed } from "../findings";
import {
  VpcSecurityGroupEgressRule,
  type VpcSecurityGroupEgressRuleConfig,
  VpcSecurityGroupIngressRule,
} from "../provider";
import { tagsFor } from "../tags";
import { AwsService } from "./aws-service";
import { type TargetPort, targetPorts } from "./target-ports";

/** Every address. */
const ANYWHERE = { ipv4: { cidrIpv4: "0.0.0.0/0" }, ipv6: { cidrIpv6: "::/0" } } as const;

/** A service with more addresses is let out to by port alone: a security group has few rules. */
const FEW = 4;

/** What a load balancer may connect to, as a rule names it. */
type Destination = Partial<Pick<VpcSecurityGroupEgressRuleConfig, "cidrIpv4" | "cidrIpv6">>;

/**
 * Lets a load balancer connect to the targets of its services, and to nothing else. Where a service's instances have a
 * security group that Portico knows, the rules name it, and the group lets the load balancer in; otherwise they name the
 * addresses, where these are few, or the port alone.
 */
export class TargetAccess {
  private readonly egress: Construct;
  private readonly ingress: Construct;
  private readonly reached = new Set<LogicalService>();
  private addressRules = 0;

  /**
   * @param scope - what holds the load balancer's resources
   * @param securityGroupId - the load balancer's
   */
  constructor(
    scope: Construct,
    private readonly securityGroupId: string,
    private readonly edge: string,
    private readonly settings: AwsSettings,
  ) {
    this.egress = new Construct(scope, "egress");
    this.ingress = new Construct(scope, "target-ingress");
    reportDiagnostics(scope, () => {
      const { diagnostics } = this.findings();
      return diagnostics.length === 0 ? [] : placed(placeOf(scope), diagnostics);
    });
  }

  /** The services that have been reached, in the order in which they were. */
  get services(): readonly LogicalService[] {
    return [...this.reached];
  }

  /** Lets the load balancer connect to a service's members. */
  reach(service: LogicalService): void {
    if (this.reached.has(service)) return;
    this.reached.add(service);
    const ports = targetPorts(service);
    const { securityGroupId, securityGroupName = "" } =
      service.resources instanceof AwsService ? service.resources : { securityGroupId: undefined };
    if (securityGroupId !== undefined) {
      for (const port of ports) this.reachGroup(securityGroupId, securityGroupName, port);
      return;
    }
    const addresses = new Set(ports.map(({ address }) => address));
    const few = addresses.size <= FEW && !addresses.has(undefined) && this.addressRules + ports.length <= this.room;
    for (const port of ports) {
      if (few && port.address !== undefined) this.reachAddress(port.address, port);
      else this.allow(port.id, port, ANYWHERE[port.family]);
    }
  }

  private findings(): Findings {
    const findings = new Findings();
    const used = this.egress.node.children.length;
    const quota = this.settings.quotas.securityGroupRules;
    if (used > quota) {
      findings.error(
        "aws-quota-security-group-rules",
        "",
        `the load balancer's security group has ${used} rules towards services, and the quota is ${quota}`,
        `spread the services over several edges, give them the same ports, or have AWS raise the quota and say so: new Aws({ quotas: { securityGroupRules: ${used} } })`,
      );
    }
    return findings;
  }

  /** Half of what a security group takes is left for groups and ports. */
  private get room(): number {
    return Math.floor(this.settings.quotas.securityGroupRules / 2);
  }

  private reachAddress(address: string, port: TargetPort): void {
    const range = port.family === "ipv6" ? { cidrIpv6: `${address}/128` } : { cidrIpv4: `${address}/32` };
    if (this.allow(`${port.id}-${port.place}`, port, range)) this.addressRules++;
  }

  private reachGroup(group: string, name: string, port: TargetPort): void {
    const { transport, port: number } = port;
    const id = `${transport}-${port.number}-${name}`;
    if (!this.allow(id, port, { referencedSecurityGroupId: group })) return;
    new VpcSecurityGroupIngressRule(this.ingress, id, {
      securityGroupId: group,
      referencedSecurityGroupId: this.securityGroupId,
      description: `Load balancer of edge ${this.edge}`,
      ipProtocol: transport,
      fromPort: number,
      toPort: number,
      tags: tagsFor(this.settings.tags, { edge: this.edge }),
    });
  }

  /** Whether the rule is new. */
  private allow(
    id: string,
    { transport, port }: TargetPort,
    destination: Destination | { readonly referencedSecurityGroupId: string },
  ): boolean {
    if (this.egress.node.tryFindChild(id) !== undefined) return false;
    new VpcSecurityGroupEgressRule(this.egress, id, {
      securityGroupId: this.securityGroupId,
      description: `Services on ${transport} port ${Tokenization.stringifyNumber(port)}`,
      ipProtocol: transport,
      fromPort: port,
      toPort: port,
      ...destination,
      tags: tagsFor(this.settings.tags, { edge: this.edge }),
    });
    return true;
  }
}

/** Where the edge stands whose load balancer this is. */
function placeOf(scope: Construct): string {
  return scope.node.scope === undefined ? "" : topologyPath(scope.node.scope);
}
