import { Construct } from "constructs";
import type { EdgeLoadBalancer } from "../../edge-load-balancer";
import type { AwsSettings } from "../aws-props";
import { addDnsRecords, type DnsName } from "../dns";
import { Findings } from "../findings";
import { type LogBucket, logConfig } from "../logs";
import { type MutualAuthentication, mutualAuthentication } from "../mutual-tls";
import { replaceableName } from "../names";
import { type Eip, Lb, type LbConfig, type Route53Record, SecurityGroup, Wafv2WebAclAssociation } from "../provider";
import type { BalancerKind, ServingBalancer } from "../service";
import { tagsFor } from "../tags";
import { applicationAttributes } from "./application-options";
import { BalancerAccess } from "./balancer-access";
import { networkPlacement } from "./network-addresses";
import { networkAttributes } from "./network-options";

/** What load balancers of both kinds can be told, and each kind in its own settings. */
interface KindSettings {
  readonly attributes: Partial<LbConfig>;
  readonly dns: readonly DnsName[];
  readonly minimumCapacity: number | undefined;
}

/** A load balancer and its security group, which lets the named sources in and the services' ports out, and no more. */
export class Balancer implements ServingBalancer {
  readonly loadBalancer: Lb;
  readonly securityGroup: SecurityGroup;
  /** The bucket of the stack that the load balancer writes to. */
  readonly logBucket: LogBucket | undefined;
  readonly dnsRecords: readonly Route53Record[];
  /** What puts an Application Load Balancer behind a web ACL. */
  readonly webAclAssociation: Wafv2WebAclAssociation | undefined;
  /** Those that were made, in the order of the subnets. */
  readonly elasticIps: readonly Eip[];
  /** How clients of HTTPS listeners have to show certificates, where they have to. */
  readonly mutualAuthentication: MutualAuthentication | undefined;
  /** What AWS would not take of the settings. */
  readonly findings = new Findings();
  readonly scope: Construct;
  readonly variant: string | undefined;
  /** Who may connect to it, and what it may connect to. */
  readonly access: BalancerAccess;

  constructor(
    edge: EdgeLoadBalancer,
    readonly kind: BalancerKind,
    settings: AwsSettings,
  ) {
    const { vpcId, subnetIds, internal, deletionProtection } = settings;
    // The name of no listener, which are beside it: those hold no underscore.
    const scope = new Construct(edge, `${kind}_balancer`);
    this.scope = scope;
    this.variant = kind === "application" && internal ? "internal" : undefined;
    const tags = tagsFor(settings.tags, { edge: edge.name });
    const lifecycle = { createBeforeDestroy: true };
    this.securityGroup = new SecurityGroup(scope, "security-group", {
      name: replaceableName(edge.name, `${scope.node.path}/security-group`, [vpcId]),
      description: `Clients of the load balancer of edge ${edge.name}, and the services behind it`,
      vpcId,
      tags,
      lifecycle,
    });
    this.access = new BalancerAccess(scope, this.securityGroup.id, edge.name, settings);
    const { attributes, dns, minimumCapacity } = kindSettings(kind, settings, this.findings);
    const {
      attributes: placement,
      replacing,
      elasticIps,
      goesFirst,
    } = kind === "network"
      ? networkPlacement(scope, edge.name, settings, this.findings)
      : { attributes: { subnets: [...subnetIds] }, replacing: [], elasticIps: [], goesFirst: false };
    this.elasticIps = elasticIps;
    const logged = { kind, edge: edge.name, deletionProtection, tags: tagsFor(settings.tags, {}) };
    const logs = logConfig(scope, settings.logs ?? {}, logged, this.findings);
    this.logBucket = logs.bucket;
    this.loadBalancer = new Lb(scope, "Resource", {
      // No load balancer moves to another VPC, and the provider does not say so.
      name: replaceableName(edge.name, scope.node.path, [internal, vpcId, ...replacing]),
      loadBalancerType: kind,
      internal,
      ...placement,
      securityGroups: [this.securityGroup.id, ...(settings.securityGroupIds ?? [])],
      enableDeletionProtection: deletionProtection,
      ...(settings.dualStack ? { ipAddressType: "dualstack" } : {}),
      ...(settings.zonalShift === undefined ? {} : { enableZonalShift: settings.zonalShift }),
      ...(minimumCapacity === undefined ? {} : { minimumLoadBalancerCapacity: { capacityUnits: minimumCapacity } }),
      ...attributes,
      ...(isWithoutIpv4(kind, settings, this.findings) ? { ipAddressType: "dualstack-without-public-ipv4" } : {}),
      ...logs.attributes,
      tags,
      ...(goesFirst ? {} : { lifecycle }),
      dependsOn: [...logs.dependsOn],
    });
    const { dnsName, zoneId, arn } = this.loadBalancer;
    this.dnsRecords = addDnsRecords(scope, dns, { dnsName, zoneId, dualStack: settings.dualStack });
    const mutualTls = kind === "application" ? settings.application?.mutualTls : undefined;
    this.mutualAuthentication = mutualTls && mutualAuthentication(mutualTls, { scope, edge: edge.name, tags });
    const webAclArn = kind === "application" ? settings.application?.webAcl : undefined;
    this.webAclAssociation =
      webAclArn === undefined
        ? undefined
        : new Wafv2WebAclAssociation(scope, "web-acl", { resourceArn: arn, webAclArn });
  }
}

function isWithoutIpv4(
  kind: BalancerKind,
  { application, dualStack, internal }: AwsSettings,
  findings: Findings,
): boolean {
  if (kind !== "application" || application?.publicIpv4 !== false) return false;
  if (dualStack && !internal) return true;
  findings.error(
    "alb-public-addresses",
    "",
    `an Application Load Balancer that ${internal ? "is internal" : "has no IPv6 addresses"} cannot be told to do without public IPv4 addresses`,
    internal ? "leave publicIpv4 out" : "set dualStack: new Aws({ dualStack: true })",
  );
  return false;
}

function kindSettings(kind: BalancerKind, settings: AwsSettings, findings: Findings): KindSettings {
  if (kind === "application") {
    const { application = {} } = settings;
    const { dns = [], minimumCapacity } = application;
    return { attributes: applicationAttributes(application, findings), dns, minimumCapacity };
  }
  const { network = {} } = settings;
  const { dns = [], minimumCapacity } = network;
  return { attributes: networkAttributes(network), dns, minimumCapacity };
}
