import type { Construct } from "constructs";
import { isUnknown } from "../../unknown-values";
import { DataAwsLbListener, type LbListener } from "../provider";
import { ApplicationLoadBalancer, type IApplicationLoadBalancer, type LoadBalancerAttributes } from "./load-balancer";

/** Priorities of listener rules, both ends included. */
export interface PriorityRange {
  readonly first: number;
  readonly last: number;
}

export interface SharedListenerOptions {
  /**
   * The load balancer that the listener belongs to. Give it where several listeners of one load balancer are named, so
   * that services have one target group for both.
   *
   * @default looked up
   */
  readonly loadBalancer?: IApplicationLoadBalancer;
  /**
   * The priorities that rules of this stack may have. Stacks with one lock file tell their rules apart by themselves, and
   * keep them in the order of the Gateway API over all stacks. Stacks that share no lock file, and rules that somebody
   * else makes, are kept apart by ranges alone.
   *
   * @default 1 to 50000
   */
  readonly priorities?: PriorityRange;
}

/** A listener of an Application Load Balancer that exists already, and that rules are added to. */
export interface IApplicationListener {
  readonly arn: string;
  /** Tells the listener from all others in the lock file and among the stacks of an app. */
  readonly identity: string;
  readonly loadBalancer: IApplicationLoadBalancer;
  readonly priorities?: PriorityRange;
}

/** Makes {@link IApplicationListener}. */
export class ApplicationListener implements IApplicationListener {
  /**
   * By its ARN. Where that is a token, `name` tells the listener from others, alike in all stacks that name it.
   *
   * @throws RangeError where the ARN is a token and there is no name
   */
  static fromArn(arn: string, options: SharedListenerOptions & { readonly name?: string } = {}): IApplicationListener {
    const { name, ...shared } = options;
    if (isUnknown(arn) && name === undefined) {
      throw new RangeError(
        'ApplicationListener: the ARN is a token, which tells no listener from another; add a name: fromArn(arn, { name: "public-https" })',
      );
    }
    return new ApplicationListener(arn, name ?? arn, shared);
  }

  /** One that another construct of the app made, such as `edge.resources.listeners.get("https")?.listener`. */
  static fromResource(resource: LbListener, options: SharedListenerOptions = {}): IApplicationListener {
    return new ApplicationListener(resource.arn, resource.node.path, options);
  }

  readonly loadBalancer: IApplicationLoadBalancer;
  readonly priorities?: PriorityRange;

  private constructor(
    readonly arn: string,
    readonly identity: string,
    { loadBalancer = new BalancerOfListener(arn), priorities }: SharedListenerOptions,
  ) {
    this.loadBalancer = loadBalancer;
    if (priorities !== undefined) this.priorities = priorities;
  }
}

/** The load balancer of a listener, whose ARN holds the load balancer's. */
class BalancerOfListener implements IApplicationLoadBalancer {
  readonly kind = "application";
  constructor(private readonly listenerArn: string) {}

  attributesIn(scope: Construct): LoadBalancerAttributes {
    const { listenerArn } = this;
    const [, prefix, suffix] = /^(arn:[^/]*):listener\/(.*)\/[^/]+$/.exec(listenerArn) ?? [];
    if (!isUnknown(listenerArn) && prefix !== undefined && suffix !== undefined) {
      return ApplicationLoadBalancer.fromArn(`${prefix}:loadbalancer/${suffix}`).attributesIn(scope);
    }
    const { loadBalancerArn } = new DataAwsLbListener(scope, "listener", { arn: listenerArn });
    return ApplicationLoadBalancer.fromArn(loadBalancerArn).attributesIn(scope);
  }
}
