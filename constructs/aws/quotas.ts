/**
 * How much of each a load balancer of this account takes. AWS raises most of them on request (ELB user guides, "Quotas
 * for your Application Load Balancers" and "Quotas for your Network Load Balancers").
 */
export interface AwsQuotas {
  /** Rules of an Application Load Balancer over all its listeners, without the default ones. @default 100 */
  readonly rules?: number;
  /** Target groups of an Application Load Balancer; AWS does not raise this one. @default 100 */
  readonly targetGroups?: number;
  /** Listeners of a load balancer of either kind. @default 50 */
  readonly listeners?: number;
  /** Certificates of a load balancer of either kind, without each listener's first. @default 25 */
  readonly certificates?: number;
  /** Targets of an Application Load Balancer. @default 1000 */
  readonly targets?: number;
  /**
   * Targets of a Network Load Balancer; one that is in several target groups counts in each, and an Application Load
   * Balancer as a target counts for 50, or for 100 where requests cross zones.
   *
   * @default 3000
   */
  readonly networkTargets?: number;
  /** Targets of a Network Load Balancer in one zone; in all zones together where requests cross them. @default 500 */
  readonly networkTargetsPerZone?: number;
  /** Targets of a target group that are instances or addresses. @default 1000 */
  readonly targetsPerGroup?: number;
  /** Rules of a security group in each direction (VPC user guide, "Amazon VPC quotas"). @default 60 */
  readonly securityGroupRules?: number;
}

export const DEFAULT_QUOTAS: Required<AwsQuotas> = {
  rules: 100,
  targetGroups: 100,
  listeners: 50,
  certificates: 25,
  targets: 1000,
  networkTargets: 3000,
  networkTargetsPerZone: 500,
  targetsPerGroup: 1000,
  securityGroupRules: 60,
};
