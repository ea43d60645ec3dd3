import type { EdgeLoadBalancer } from "../../edge-load-balancer";
import { Members } from "../../values";
import type { AwsEdge } from "../edge";
import {
  type AutoScalingGroupProps,
  type AwsMemberSource,
  type InstanceMember,
  type LambdaProps,
  type LoadBalancerProps,
  PLATFORM,
  type TargetGroupBindingProps,
} from "./member-source";

/** Members that AWS knows by something other than their address. Services on other platforms refuse them. */
export const AwsMembers = {
  /** EC2 instances by id, each with the service's port unless it names its own. */
  instances(instances: readonly (string | InstanceMember)[]): Members {
    return members({
      type: "instances",
      instances: instances.map((one) => (typeof one === "string" ? { id: one } : one)),
    });
  },

  /** The instances of an Auto Scaling group, which registers them itself. */
  autoScalingGroup(name: string, props: AutoScalingGroupProps = {}): Members {
    return members({ type: "auto-scaling-group", name, ...props });
  },

  /** A Lambda function, which the load balancer gets permission to call. For services that speak HTTP. */
  lambda(functionArn: string, props: LambdaProps = {}): Members {
    return members({ type: "lambda", functionArn, ...props });
  },

  /**
   * An Application Load Balancer, behind a Network Load Balancer that gives it static addresses or PrivateLink: an edge
   * whose HTTP or HTTPS listener has the service's port, or an ARN. For services of protocol `TCP`.
   */
  loadBalancer(balancer: EdgeLoadBalancer<AwsEdge> | string, props: LoadBalancerProps = {}): Members {
    return members({ type: "load-balancer", balancer, ...props });
  },

  /**
   * The pods of a Service in EKS. The AWS Load Balancer Controller registers them, as a TargetGroupBinding tells it:
   * `service.resources.targetGroupBindings` holds the objects to apply.
   */
  targetGroupBinding(props: TargetGroupBindingProps): Members {
    return members({ type: "target-group-binding", ...props });
  },

  /**
   * The targets of a target group that exists already, by its ARN. It is left as it is, so that the service says nothing
   * of balancing, health and the like; and one load balancer alone may lead to it.
   */
  targetGroup(arn: string): Members {
    return members({ type: "target-group", arn });
  },
} as const;

function members(source: AwsMemberSource): Members {
  return Members.ofPlatform(PLATFORM, source);
}
