/**
 * The one place that names the AWS provider's bindings, by deep path: loading all of them takes seconds, and a successor
 * is one file away.
 */
export { Lb } from "@cdktf/provider-aws/lib/lb";
export { LbListener, type LbListenerDefaultAction } from "@cdktf/provider-aws/lib/lb-listener";
export { LbListenerCertificate } from "@cdktf/provider-aws/lib/lb-listener-certificate";
export {
  LbListenerRule,
  type LbListenerRuleAction,
  type LbListenerRuleCondition,
  type LbListenerRuleTransform,
} from "@cdktf/provider-aws/lib/lb-listener-rule";
export {
  LbTargetGroup,
  type LbTargetGroupHealthCheck,
  type LbTargetGroupStickiness,
} from "@cdktf/provider-aws/lib/lb-target-group";
export { LbTargetGroupAttachment } from "@cdktf/provider-aws/lib/lb-target-group-attachment";
export { AwsProvider } from "@cdktf/provider-aws/lib/provider";
export { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
export { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
export { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
