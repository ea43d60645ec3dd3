import { Construct } from "constructs";
import type { EdgeLoadBalancer } from "../../edge-load-balancer";
import type { AwsSettings } from "../aws-props";
import { addDnsRecords, type DnsName } from "../dns";
import type { IApplicationLoadBalancer, INetworkLoadBalancer } from "../imports";
import { type MutualAuthentication, mutualAuthentication } from "../mutual-tls";
import type { Route53Record } from "../provider";
import type { BalancerKind, ServedBy, ServingBalancer } from "../service";
import { tagsFor } from "../tags";
import { BalancerAccess } from "./balancer-access";

/** A load balancer that exists already: rules are added to its security group, and it is left as it is. */
export class ExistingBalancer implements ServingBalancer {
  readonly kind: BalancerKind;
  readonly loadBalancer: ServedBy;
  readonly securityGroup: { readonly id: string };
  readonly scope: Construct;
  readonly access: BalancerAccess;
  readonly dnsRecords: readonly Route53Record[];
  readonly mutualAuthentication: MutualAuthentication | undefined;

  /**
   * @param id - of what holds the resources; holds an underscore, as no listener does
   * @param names - that lead to the load balancer
   */
  constructor(
    edge: EdgeLoadBalancer,
    id: string,
    loadBalancer: IApplicationLoadBalancer | INetworkLoadBalancer,
    names: readonly DnsName[],
    settings: AwsSettings,
  ) {
    this.kind = loadBalancer.kind;
    this.scope = new Construct(edge, id);
    const { arn, arnSuffix, securityGroupId, dnsName, zoneId } = loadBalancer.attributesIn(this.scope);
    this.loadBalancer = { arn, arnSuffix };
    this.securityGroup = { id: securityGroupId };
    this.access = new BalancerAccess(this.scope, securityGroupId, edge.name, settings);
    this.dnsRecords = addDnsRecords(this.scope, names, { dnsName, zoneId, dualStack: settings.dualStack });
    const tags = tagsFor(settings.tags, { edge: edge.name });
    // Listeners that exist are left as they are; those that are added ask for certificates.
    const mutualTls = loadBalancer === settings.application?.loadBalancer ? settings.application?.mutualTls : undefined;
    this.mutualAuthentication =
      mutualTls && mutualAuthentication(mutualTls, { scope: this.scope, edge: edge.name, tags });
  }
}
