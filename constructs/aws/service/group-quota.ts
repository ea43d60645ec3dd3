import type { Findings } from "../findings";
import type { AwsQuotas } from "../quotas";
import type { AwsService } from "./aws-service";

/** More targets than a group takes, as far as they are known (ELB user guides, "Quotas"). */
export function checkGroupQuota(
  { knownTargets }: AwsService,
  { targetsPerGroup }: Required<AwsQuotas>,
  findings: Findings,
): void {
  if (knownTargets <= targetsPerGroup) return;
  findings.error(
    "aws-quota-targets-per-group",
    "",
    `the target group has ${knownTargets} targets, and the quota is ${targetsPerGroup}`,
    `make several services of them and give each a share of the routes, or have AWS raise the quota and say so: new Aws({ quotas: { targetsPerGroup: ${knownTargets} } })`,
  );
}
