import type { Construct } from "constructs";
import type { Diagnostic } from "../../../../lib/topology";
import type { TerraformResource } from "../../../cdktf";
import type { LbTargetGroup } from "../../provider";
import type { ServingBalancer } from "../service-use";

/** What AWS registers in a target group (API reference, `CreateTargetGroup.TargetType`). */
export type TargetType = "ip" | "instance" | "lambda" | "alb";

/** Where a load balancer connects to. */
export interface Endpoint {
  /** @default known only when the instances run */
  readonly address?: string;
  /** @default the service's port */
  readonly port?: number;
}

/** A TargetGroupBinding of the AWS Load Balancer Controller, `elbv2.k8s.aws/v1beta1`. */
export interface TargetGroupBinding {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: object;
}

/** Who opens the way from a load balancer to the pods. */
export interface BindingAccess {
  /** The load balancer's security group; the controller opens the pods to it. Absent where Portico opens them. */
  readonly securityGroupId: string | undefined;
}

/** The members of a service as targets. One class for each way in which members are found. */
export interface Targets {
  readonly type: TargetType;
  /** AWS has one kind of address in a target group. */
  readonly addressType: "ipv4" | "ipv6";
  /** Empty where a load balancer makes no connections. */
  readonly endpoints: readonly Endpoint[];
  /** The security group of the targets, where the members tell which, and what names it in a construct's id. */
  readonly securityGroup?: { readonly id: string; readonly name: string } | undefined;
  /** What HTTP health checks are sent over, where the members tell; may be a token. */
  readonly httpProtocol?: string;
  /** The ARN of the target group, where it exists already. */
  readonly existingArn?: string;
  /** For functions. */
  readonly multiValueHeaders?: boolean;
  /** Registers the targets, or has them registered. */
  attach(scope: Construct, group: LbTargetGroup): readonly TerraformResource[];
  /** A load balancer leads to the group from now on. */
  serve?(group: LbTargetGroup, balancer: ServingBalancer, awaitRouting: (resource: TerraformResource) => void): void;
  /** What registers the targets in a cluster. */
  binding?(name: string, group: LbTargetGroup, access: BindingAccess): TargetGroupBinding;
  /** What AWS would refuse, as far as it depends on what was added later. */
  findings?(): readonly Diagnostic[];
}
