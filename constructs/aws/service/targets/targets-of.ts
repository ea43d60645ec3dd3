import type { LogicalService } from "../../../logical-service";
import { isListMark } from "../../../unknown-values";
import type { Findings } from "../../findings";
import { type AwsMemberSource, PLATFORM } from "../../members";
import { balancerKind } from "../kind";
import type { TargetGroupOptions } from "../target-group-options";
import { targetMembers } from "./address-members";
import { AddressTargets } from "./address-targets";
import { AutoScalingTargets } from "./auto-scaling-targets";
import { BindingTargets } from "./binding-targets";
import { ExistingTargets } from "./existing-targets";
import { InstanceTargets } from "./instance-targets";
import { LambdaTargets } from "./lambda-targets";
import { LoadBalancerTargets } from "./load-balancer-targets";
import type { Targets } from "./targets";

/** The members of a service as targets; what cannot be one is reported. */
export function targetsOf(service: LogicalService, options: TargetGroupOptions, findings: Findings): Targets {
  const { members, port } = service.props;
  const { spec } = members ?? {};
  if (spec?.type === "platform" && spec.platform === PLATFORM) {
    return sourceTargets(service, spec.members as AwsMemberSource, findings);
  }
  return new AddressTargets(targetMembers(members, port, findings), options.outsideVpc === true);
}

function sourceTargets(service: LogicalService, source: AwsMemberSource, findings: Findings): Targets {
  const { name, node } = service;
  const { port, protocol } = service.props;
  switch (source.type) {
    case "instances":
      if (source.instances.some(({ id }) => isListMark(id))) {
        findings.error(
          "token-taken-apart",
          "members",
          "a list that only Terraform will know cannot be taken apart here",
          "write its elements one by one, each as Fn.element(list, index)",
        );
      }
      return new InstanceTargets(source.instances, port);
    case "auto-scaling-group":
      if (source.requestsPerTarget !== undefined && balancerKind(protocol) === "network") {
        findings.error(
          "nlb-requests-per-target",
          "",
          "a Network Load Balancer counts no requests, so that a group cannot be scaled by them",
          "scale the group by something else, or accept that it is not scaled",
        );
      }
      return new AutoScalingTargets({ name, path: node.path }, source.name, source.requestsPerTarget);
    case "lambda":
      if ((protocol ?? "HTTP") !== "HTTP") {
        findings.error(
          "aws-lambda-protocol",
          "protocol",
          `a Lambda function gets HTTP requests of an Application Load Balancer, and the service speaks ${protocol}`,
          'leave the protocol out, or set "HTTP"',
        );
      }
      return new LambdaTargets(source.functionArn, source);
    case "load-balancer":
      if (protocol !== "TCP") {
        findings.error(
          "nlb-alb-protocol",
          "protocol",
          `a load balancer that is a target gets TCP, and the service speaks ${protocol ?? "HTTP"}`,
          'set "TCP"',
        );
      }
      return new LoadBalancerTargets(source.balancer, port, source.protocol);
    case "target-group":
      return new ExistingTargets(source.arn);
    case "target-group-binding":
      return new BindingTargets(service, source);
  }
}
