import type { Construct } from "constructs";
import { attributesByArn, attributesByName, type KnownAttributes, type LoadBalancerAttributes } from "./load-balancer";

/** A Network Load Balancer that exists already. It has a security group: AWS lets none be added later. */
export interface INetworkLoadBalancer {
  readonly kind: "network";
  /** @param scope - where a data source goes, if one is needed */
  attributesIn(scope: Construct): LoadBalancerAttributes;
}

/** Makes {@link INetworkLoadBalancer}. */
export class NetworkLoadBalancer implements INetworkLoadBalancer {
  /** By its ARN. May be a token. */
  static fromArn(arn: string, known: KnownAttributes = {}): INetworkLoadBalancer {
    return new NetworkLoadBalancer((scope) => attributesByArn(arn, known, scope));
  }

  /** By its name: Terraform looks it up. */
  static fromName(name: string): INetworkLoadBalancer {
    return new NetworkLoadBalancer((scope) => attributesByName(name, scope));
  }

  readonly kind = "network";

  private constructor(private readonly resolve: (scope: Construct) => LoadBalancerAttributes) {}

  attributesIn(scope: Construct): LoadBalancerAttributes {
    return this.resolve(scope);
  }
}
