import { Construct } from "constructs";
import type { EdgeListener, EdgeLoadBalancer } from "../../edge-load-balancer";
import type { LogicalService } from "../../logical-service";
import type { AwsSettings } from "../aws-props";
import { replaceableName } from "../names";
import { Lb, SecurityGroup, VpcSecurityGroupEgressRule, VpcSecurityGroupIngressRule } from "../provider";
import { type BalancerKind, targetPorts } from "../service";
import { tagsFor } from "../tags";
import { EVERYONE, sources } from "./sources";

/** What load balancers of either kind are set to; AWS's own defaults are laxer. */
const HARDENING = {
  application: { dropInvalidHeaderFields: true, desyncMitigationMode: "defensive" },
  // A node would otherwise spread connections over the targets of its own zone alone.
  network: { enableCrossZoneLoadBalancing: true },
} as const;

const ANYWHERE = { ipv4: { cidrIpv4: EVERYONE[0] ?? "" }, ipv6: { cidrIpv6: EVERYONE[1] ?? "" } };

/** A load balancer and its security group, which lets the named sources in and the services' ports out, and no more. */
export class Balancer {
  readonly loadBalancer: Lb;
  readonly securityGroup: SecurityGroup;
  private readonly ingress: Construct;
  private readonly egress: Construct;
  private readonly reached = new Set<LogicalService>();

  constructor(
    private readonly edge: EdgeLoadBalancer,
    kind: BalancerKind,
    private readonly settings: AwsSettings,
  ) {
    const { vpcId, subnetIds, internal } = settings;
    // The name of no listener, which are beside it: those hold no underscore.
    const scope = new Construct(edge, `${kind}_balancer`);
    this.ingress = new Construct(scope, "ingress");
    this.egress = new Construct(scope, "egress");
    const tags = tagsFor(settings.tags, { edge: edge.name });
    const lifecycle = { createBeforeDestroy: true };
    this.securityGroup = new SecurityGroup(scope, "security-group", {
      name: replaceableName(edge.name, `${scope.node.path}/security-group`, [vpcId]),
      description: `Clients of the load balancer of edge ${edge.name}, and the services behind it`,
      vpcId,
      tags,
      lifecycle,
    });
    this.loadBalancer = new Lb(scope, "Resource", {
      name: replaceableName(edge.name, scope.node.path, [internal]),
      loadBalancerType: kind,
      internal,
      subnets: [...subnetIds],
      securityGroups: [this.securityGroup.id],
      enableDeletionProtection: settings.deletionProtection,
      ...(settings.dualStack ? { ipAddressType: "dualstack" } : {}),
      ...HARDENING[kind],
      tags,
      lifecycle,
    });
  }

  /** Lets the sources connect to a listener. */
  admit({ name, spec }: EdgeListener): void {
    const transport = spec.protocol === "UDP" ? "udp" : "tcp";
    for (const { id, grant } of sources(this.settings.sources)) {
      new VpcSecurityGroupIngressRule(this.ingress, `${name}-${id}`, {
        securityGroupId: this.securityGroup.id,
        description: `Listener ${name}`,
        ipProtocol: transport,
        fromPort: spec.port,
        toPort: spec.port,
        ...grant,
        tags: tagsFor(this.settings.tags, { edge: this.edge.name, listener: name }),
      });
    }
  }

  /** Lets the load balancer connect to a service's members. */
  reach(service: LogicalService): void {
    if (this.reached.has(service)) return;
    this.reached.add(service);
    for (const { id, transport, port, family } of targetPorts(service)) {
      if (this.egress.node.tryFindChild(id) !== undefined) continue;
      new VpcSecurityGroupEgressRule(this.egress, id, {
        securityGroupId: this.securityGroup.id,
        description: `Services on ${transport} port ${port}`,
        ipProtocol: transport,
        fromPort: port,
        toPort: port,
        ...ANYWHERE[family],
        tags: tagsFor(this.settings.tags, { edge: this.edge.name }),
      });
    }
  }

  /** The services that have been reached, in the order in which they were. */
  get services(): readonly LogicalService[] {
    return [...this.reached];
  }
}
