/**
 * The one place that names the AWS provider's bindings, by deep path: loading all of them takes seconds, and a successor
 * is one file away.
 */

import { LbListenerRule as LbListenerRuleBinding } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup as LbTargetGroupBinding } from "@cdktf/provider-aws/lib/lb-target-group";
import { LbTargetGroupAttachment as LbTargetGroupAttachmentBinding } from "@cdktf/provider-aws/lib/lb-target-group-attachment";
import { VpcSecurityGroupEgressRule as VpcSecurityGroupEgressRuleBinding } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { lean } from "../lean-resource";

export { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
export { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
export { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
export { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
export { AutoscalingAttachment } from "@cdktf/provider-aws/lib/autoscaling-attachment";
export { AutoscalingPolicy } from "@cdktf/provider-aws/lib/autoscaling-policy";
export { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
export { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
export { DataAwsLb } from "@cdktf/provider-aws/lib/data-aws-lb";
export { DataAwsLbListener } from "@cdktf/provider-aws/lib/data-aws-lb-listener";
export { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
export { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
export { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
export { EcsService, ecsServiceLoadBalancerToTerraform } from "@cdktf/provider-aws/lib/ecs-service";
export { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
export { Eip } from "@cdktf/provider-aws/lib/eip";
export { IamRole } from "@cdktf/provider-aws/lib/iam-role";
export { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
export { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
export { Lb, type LbConfig } from "@cdktf/provider-aws/lib/lb";
export {
  LbListener,
  type LbListenerConfig,
  type LbListenerDefaultAction,
  type LbListenerMutualAuthentication,
} from "@cdktf/provider-aws/lib/lb-listener";
export { LbListenerCertificate } from "@cdktf/provider-aws/lib/lb-listener-certificate";
export type {
  LbListenerRuleAction,
  LbListenerRuleCondition,
  LbListenerRuleTransform,
} from "@cdktf/provider-aws/lib/lb-listener-rule";
export type {
  LbTargetGroupConfig,
  LbTargetGroupHealthCheck,
  LbTargetGroupStickiness,
} from "@cdktf/provider-aws/lib/lb-target-group";
export { LbTrustStore } from "@cdktf/provider-aws/lib/lb-trust-store";
export { AwsProvider } from "@cdktf/provider-aws/lib/provider";
export { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
export { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
export {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
export { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
export { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
export { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
export { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
export { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
export { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
export { VpcEndpointService } from "@cdktf/provider-aws/lib/vpc-endpoint-service";
export type { VpcSecurityGroupEgressRuleConfig } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
export { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
export { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";

export const LbListenerRule = lean(LbListenerRuleBinding);
export type LbListenerRule = LbListenerRuleBinding;

export const LbTargetGroup = lean(LbTargetGroupBinding);
export type LbTargetGroup = LbTargetGroupBinding;

export const LbTargetGroupAttachment = lean(LbTargetGroupAttachmentBinding);
export type LbTargetGroupAttachment = LbTargetGroupAttachmentBinding;

export const VpcSecurityGroupEgressRule = lean(VpcSecurityGroupEgressRuleBinding);
export type VpcSecurityGroupEgressRule = VpcSecurityGroupEgressRuleBinding;
