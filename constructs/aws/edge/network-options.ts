import { isListMark, isUnknown } from "../../unknown-values";
import type { AwsSettings } from "../aws-props";
import type { DnsName } from "../dns";
import type { Findings } from "../findings";
import type { INetworkLoadBalancer } from "../imports";
import type { LbConfig } from "../provider";

/** What Network Load Balancers are set to (NLB user guide, "Network Load Balancers"). */
export interface NetworkLoadBalancerOptions {
  /**
   * A Network Load Balancer that exists already: the edge's listeners are added to it. It is left as it is, so that of
   * these options `alpn`, `dns` and `endpointService` alone have an effect.
   *
   * @default one is made
   */
  readonly loadBalancer?: INetworkLoadBalancer;
  /**
   * Names of the load balancer.
   *
   * @default none but the one that AWS gives it
   */
  readonly dns?: readonly DnsName[];
  /**
   * Public IPv4 addresses that never change: `true` for one that is made for each subnet, or the allocation ids of
   * Elastic IP addresses that are there, one for each subnet, in the order of the subnets. The subnets must be known.
   *
   * @default addresses of AWS's choice, for as long as the load balancer is there
   */
  readonly elasticIps?: true | readonly string[];
  /**
   * Private IPv4 addresses of an `internal` load balancer, one for each subnet, in the order of the subnets.
   *
   * @default addresses of AWS's choice
   */
  readonly privateAddresses?: readonly string[];
  /**
   * Whether a node of the load balancer uses targets in other zones too. AWS bills traffic that crosses zones.
   *
   * @default true: a target gets as much as any other, wherever it is
   */
  readonly crossZone?: boolean;
  /**
   * To which zone the load balancer's name leads a client within a VPC: to any, to its own where possible (85 % of the
   * answers), or to its own alone.
   *
   * @default "any"
   */
  readonly clientRouting?: "any" | "partial" | "zonal";
  /**
   * What TLS listeners agree on with clients that ask by ALPN (RFC 7301): HTTP/1.1 alone, HTTP/2 alone, or both, with the
   * one that comes first preferred.
   *
   * @default none: ALPN is not answered
   */
  readonly alpn?: "http/1.1" | "h2" | "http/1.1,h2" | "h2,http/1.1";
  /**
   * Offers the load balancer to other VPCs and accounts through PrivateLink.
   *
   * @default none
   */
  readonly endpointService?: EndpointServiceOptions;
  /**
   * Capacity units that are there, and billed, even if nobody needs them.
   *
   * @default none: the load balancer grows as it is needed
   */
  readonly minimumCapacity?: number;
}

/** An endpoint service of PrivateLink (AWS PrivateLink guide, "Create a service powered by AWS PrivateLink"). */
export interface EndpointServiceOptions {
  /**
   * Who may make endpoints: ARNs of accounts, roles and users, or `*`.
   *
   * @default nobody but the account itself
   */
  readonly allowedPrincipals?: readonly string[];
  /**
   * Whether each endpoint has to be accepted by hand.
   *
   * @default true
   */
  readonly acceptanceRequired?: boolean;
  /**
   * The name by which clients reach the service in their VPC. Its domain has to be proven to be yours.
   *
   * @default the names that AWS gives endpoints
   */
  readonly privateDnsName?: string;
  /**
   * Whether `sources` of the platform hold for clients that come through an endpoint; they come from addresses of their
   * own VPC.
   *
   * @default true
   */
  readonly enforceSources?: boolean;
  /**
   * Regions from which endpoints may be made.
   *
   * @default the load balancer's own
   */
  readonly regions?: readonly string[];
}

/** Options that are about listeners, names and endpoints, not about the load balancer itself. */
const OF_EXISTING: readonly string[] = ["loadBalancer", "alpn", "dns", "endpointService"];

/** What has no effect on a load balancer that exists already. */
export function existingNetworkFindings(network: NetworkLoadBalancerOptions, findings: Findings): void {
  const without = Object.keys(network).filter((option) => !OF_EXISTING.includes(option));
  if (network.loadBalancer === undefined || without.length === 0) return;
  findings.warning(
    "nlb-existing-settings",
    "",
    `the load balancer exists already and is left as it is, so that ${without.join(", ")} of "network" has no effect`,
    "set it where the load balancer is made",
  );
}

/** API reference, `CreateListener.AlpnPolicy`. */
export const ALPN_POLICIES = {
  "http/1.1": "HTTP1Only",
  h2: "HTTP2Only",
  "http/1.1,h2": "HTTP2Optional",
  "h2,http/1.1": "HTTP2Preferred",
} as const;

/** API reference, `LoadBalancerAttribute`, `dns_record.client_routing_policy`. */
const CLIENT_ROUTING = {
  any: "any_availability_zone",
  partial: "partial_availability_zone_affinity",
  zonal: "availability_zone_affinity",
} as const;

/** The options as attributes, without the subnets. */
export function networkAttributes({
  crossZone = true,
  clientRouting,
  endpointService,
}: NetworkLoadBalancerOptions): Partial<LbConfig> {
  return {
    enableCrossZoneLoadBalancing: crossZone,
    ...(clientRouting === undefined ? {} : { dnsRecordClientRoutingPolicy: CLIENT_ROUTING[clientRouting] }),
    ...(endpointService === undefined
      ? {}
      : {
          enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: endpointService.enforceSources === false ? "off" : "on",
        }),
  };
}

/** An address of a load balancer in one of its subnets. */
export interface SubnetAddress {
  readonly subnetId: string;
  /** @default one that is made */
  readonly allocationId?: string;
  readonly privateAddress?: string;
}

/** The addresses that the options ask for; `undefined` where AWS chooses. What cannot be had is reported. */
export function subnetAddresses(
  { elasticIps, privateAddresses }: NetworkLoadBalancerOptions,
  { internal, subnetIds }: AwsSettings,
  findings: Findings,
): readonly SubnetAddress[] | undefined {
  if (elasticIps === undefined && privateAddresses === undefined) return undefined;
  const what = elasticIps === undefined ? "private addresses" : "Elastic IP addresses";
  if (elasticIps !== undefined && (internal || privateAddresses !== undefined)) {
    findings.error(
      "nlb-addresses",
      "",
      "an internal load balancer has private addresses, others have public ones, and none has both kinds given",
      "leave network.elasticIps out for an internal load balancer, and network.privateAddresses for others",
    );
    return undefined;
  }
  if (privateAddresses !== undefined && !internal) {
    findings.error(
      "nlb-addresses",
      "",
      "private addresses are given to internal load balancers alone",
      "set internal: true, or give Elastic IP addresses: network.elasticIps",
    );
    return undefined;
  }
  if (subnetIds.some(isListMark)) {
    findings.error(
      "nlb-addresses",
      "",
      `there is one of the ${what} for each subnet, and the list of subnets is known to Terraform alone`,
      "write the subnets one by one, each as Fn.element(list, index)",
    );
    return undefined;
  }
  const given = elasticIps === true ? undefined : (elasticIps ?? privateAddresses ?? []);
  if (given !== undefined && (given.length !== subnetIds.length || given.some(isListMark))) {
    findings.error(
      "nlb-addresses",
      "",
      `there is one of the ${what} for each subnet, and ${given.length} are given for ${subnetIds.length} subnets`,
      "give as many as there are subnets, in the same order",
    );
    return undefined;
  }
  return subnetIds.map((subnetId, index) => {
    const address = given?.[index];
    if (address === undefined) return { subnetId };
    return elasticIps === undefined ? { subnetId, privateAddress: address } : { subnetId, allocationId: address };
  });
}

/** A subnet as a part of a construct's id; by its place where only Terraform will know it. */
export function subnetPlace(subnetId: string, index: number): string {
  return isUnknown(subnetId) ? String(index) : subnetId;
}
