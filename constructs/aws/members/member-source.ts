import type { EdgeLoadBalancer } from "../../edge-load-balancer";
import type { AwsEdge } from "../edge";

/** The name of the platform that these members are for. */
export const PLATFORM = "aws";

/** An EC2 instance. */
export interface InstanceMember {
  /** `i-...`. May be a token. */
  readonly id: string;
  /** @default the service's port */
  readonly port?: number;
}

export interface AutoScalingGroupProps {
  /**
   * Requests that one instance gets in a minute on average: the group is scaled so that it comes to this. For services
   * behind Application Load Balancers.
   *
   * @default the group's size is none of Portico's business
   */
  readonly requestsPerTarget?: number;
}

export interface LambdaProps {
  /**
   * The version or alias that is called.
   *
   * @default what the ARN names, or the function's latest version
   */
  readonly qualifier?: string;
  /**
   * Whether header fields and query parameters come as lists of values, so that repeated ones are not lost.
   *
   * @default false
   */
  readonly multiValueHeaders?: boolean;
}

export interface LoadBalancerProps {
  /**
   * What the load balancer's listener speaks, for the health check. Known for an edge.
   *
   * @default "HTTP"
   */
  readonly protocol?: "HTTP" | "HTTPS";
}

export interface TargetGroupBindingProps {
  /** The Service of Kubernetes whose pods are registered. */
  readonly serviceName: string;
  /** The Service's port, by number or name. */
  readonly servicePort: number | string;
  /** @default "default" */
  readonly namespace?: string;
  /**
   * Whether pods are registered by address, or nodes by instance. With `instance` the Service is of type NodePort, and
   * the service's `port` here is the node port.
   *
   * @default "ip"
   */
  readonly targetType?: "ip" | "instance";
  /**
   * Labels of the nodes that are registered, with `instance`.
   *
   * @default all nodes
   */
  readonly nodeLabels?: Readonly<Record<string, string>>;
}

/** How AWS finds the members of a service. */
export type AwsMemberSource =
  | { readonly type: "instances"; readonly instances: readonly InstanceMember[] }
  | ({ readonly type: "auto-scaling-group"; readonly name: string } & AutoScalingGroupProps)
  | ({ readonly type: "lambda"; readonly functionArn: string } & LambdaProps)
  | ({ readonly type: "load-balancer"; readonly balancer: EdgeLoadBalancer<AwsEdge> | string } & LoadBalancerProps)
  | ({ readonly type: "target-group-binding" } & TargetGroupBindingProps)
  | { readonly type: "target-group"; readonly arn: string };
