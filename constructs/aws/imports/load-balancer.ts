import type { Construct } from "constructs";
import { Fn } from "../../cdktf";
import { isUnknown } from "../../unknown-values";
import { DataAwsLb } from "../provider";

/** What Portico needs to know of a load balancer that it did not make. */
export interface LoadBalancerAttributes {
  readonly arn: string;
  /** What metrics know the load balancer by: the part of the ARN after `loadbalancer/`. */
  readonly arnSuffix: string;
  /** One of its security groups, which is let out to the services. */
  readonly securityGroupId: string;
  readonly dnsName: string;
  /** Of the zone that `dnsName` stands in, for alias records. */
  readonly zoneId: string;
}

/** An Application Load Balancer that exists already. */
export interface IApplicationLoadBalancer {
  readonly kind: "application";
  /** @param scope - where a data source goes, if one is needed */
  attributesIn(scope: Construct): LoadBalancerAttributes;
}

/** What is known without asking AWS. What is not given is looked up by a data source. */
export type KnownAttributes = Partial<Pick<LoadBalancerAttributes, "securityGroupId" | "dnsName" | "zoneId">>;

const LOADBALANCER = ":loadbalancer/";

/** Makes {@link IApplicationLoadBalancer}. */
export class ApplicationLoadBalancer implements IApplicationLoadBalancer {
  /** By its ARN. May be a token. */
  static fromArn(arn: string, known: KnownAttributes = {}): IApplicationLoadBalancer {
    return new ApplicationLoadBalancer((scope) => attributesByArn(arn, known, scope));
  }

  /** By its name: Terraform looks it up. */
  static fromName(name: string): IApplicationLoadBalancer {
    return new ApplicationLoadBalancer((scope) => attributesByName(name, scope));
  }

  readonly kind = "application";

  private constructor(private readonly resolve: (scope: Construct) => LoadBalancerAttributes) {}

  attributesIn(scope: Construct): LoadBalancerAttributes {
    return this.resolve(scope);
  }
}

export function attributesByName(name: string, scope: Construct): LoadBalancerAttributes {
  const found = new DataAwsLb(scope, "load-balancer", { name });
  return { arn: found.arn, arnSuffix: found.arnSuffix, ...lookedUp(found) };
}

export function attributesByArn(arn: string, known: KnownAttributes, scope: Construct): LoadBalancerAttributes {
  const { securityGroupId, dnsName, zoneId } = known;
  const own = { arn, arnSuffix: suffixOf(arn) };
  if (securityGroupId !== undefined && dnsName !== undefined && zoneId !== undefined) {
    return { ...own, securityGroupId, dnsName, zoneId };
  }
  const found = lookedUp(new DataAwsLb(scope, "load-balancer", { arn }));
  return {
    ...own,
    securityGroupId: securityGroupId ?? found.securityGroupId,
    dnsName: dnsName ?? found.dnsName,
    zoneId: zoneId ?? found.zoneId,
  };
}

function lookedUp(found: DataAwsLb): Pick<LoadBalancerAttributes, "securityGroupId" | "dnsName" | "zoneId"> {
  const { dnsName, zoneId, securityGroups } = found;
  return { dnsName, zoneId, securityGroupId: Fn.element(securityGroups, 0) };
}

function suffixOf(arn: string): string {
  if (isUnknown(arn)) return Fn.element(Fn.split(LOADBALANCER, arn), 1);
  return arn.split(LOADBALANCER)[1] ?? "";
}
