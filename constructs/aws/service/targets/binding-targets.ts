import type { LogicalService } from "../../../logical-service";
import type { TargetGroupBindingProps } from "../../members";
import type { LbTargetGroup } from "../../provider";
import { DEFAULT_PROTOCOL } from "../kind";
import type { BindingAccess, TargetGroupBinding, Targets } from "./targets";

/**
 * Pods of a Service in EKS, which the AWS Load Balancer Controller registers (its documentation, "TargetGroupBinding").
 */
export class BindingTargets implements Targets {
  readonly addressType = "ipv4";
  readonly endpoints = [{}];

  constructor(
    private readonly service: LogicalService,
    private readonly props: TargetGroupBindingProps,
  ) {}

  get type(): "ip" | "instance" {
    return this.props.targetType ?? "ip";
  }

  attach(): readonly [] {
    return [];
  }

  binding(name: string, group: LbTargetGroup, { securityGroupId }: BindingAccess): TargetGroupBinding {
    const { serviceName, servicePort, namespace = "default", nodeLabels } = this.props;
    return {
      apiVersion: "elbv2.k8s.aws/v1beta1",
      kind: "TargetGroupBinding",
      metadata: { name, namespace },
      spec: {
        serviceRef: { name: serviceName, port: servicePort },
        targetGroupARN: group.arn,
        targetType: this.type,
        ...(nodeLabels === undefined ? {} : { nodeSelector: { matchLabels: { ...nodeLabels } } }),
        ...(securityGroupId === undefined ? {} : { networking: { ingress: [this.ingress(securityGroupId)] } }),
      },
    };
  }

  /** Which ports the controller opens in the security groups of the pods, or nodes, to the load balancer. */
  private ingress(securityGroupId: string): object {
    const { port, protocol = DEFAULT_PROTOCOL, healthCheck } = this.service.props;
    const ports: readonly (readonly [transport: string, port: number])[] = [
      [protocol === "UDP" ? "UDP" : "TCP", port],
      ["TCP", healthCheck?.spec.port ?? port],
    ];
    const open = new Map(
      ports.map(([transport, number]) => [`${transport} ${number}`, { protocol: transport, port: number }]),
    );
    return { from: [{ securityGroup: { groupID: securityGroupId } }], ports: [...open.values()] };
  }
}
