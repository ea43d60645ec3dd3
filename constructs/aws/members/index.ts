export { AwsMembers } from "./aws-members";
export {
  type AutoScalingGroupProps,
  type AwsMemberSource,
  type InstanceMember,
  type LambdaProps,
  type LoadBalancerProps,
  PLATFORM,
  type TargetGroupBindingProps,
} from "./member-source";
