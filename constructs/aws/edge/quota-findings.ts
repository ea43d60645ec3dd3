import type { Diagnostic } from "../../../lib/topology";
import { Findings } from "../findings";
import type { AwsQuotas } from "../quotas";
import type { BalancerKind } from "../service";

/** How much of each a load balancer has. */
export interface Usage {
  readonly kind: BalancerKind;
  readonly rules: number;
  readonly targetGroups: number;
  readonly listeners: number;
  /** Without each listener's first. */
  readonly certificates: number;
  /** As far as they are known; one that is in several target groups counts in each. */
  readonly targets: number;
  /** How many times a Network Load Balancer has the quota of a zone: once where requests cross zones. */
  readonly zones: number;
}

/** What of a load balancer AWS would refuse to create. */
export function quotaFindings(usage: Usage, quotas: Required<AwsQuotas>): readonly Diagnostic[] {
  const findings = new Findings();
  const name = usage.kind === "application" ? "Application Load Balancer" : "Network Load Balancer";
  const check = (what: string, used: number, quota: number, field: keyof AwsQuotas, enough = used): void => {
    if (used <= quota) return;
    findings.error(
      `aws-quota-${what.replaceAll(" ", "-")}`,
      "",
      `the ${name} has ${used} ${what}, and the quota is ${quota}`,
      `spread them over several edges, or have AWS raise the quota and say so: new Aws({ quotas: { ${field}: ${enough} } })`,
    );
  };
  check("listeners", usage.listeners, quotas.listeners, "listeners");
  check("certificates", usage.certificates, quotas.certificates, "certificates");
  if (usage.kind === "network") {
    const inZones = quotas.networkTargetsPerZone * usage.zones;
    if (inZones < quotas.networkTargets) {
      // Which zones the targets are in, nobody knows yet: at best they are spread evenly.
      check("targets", usage.targets, inZones, "networkTargetsPerZone", Math.ceil(usage.targets / usage.zones));
    } else {
      check("targets", usage.targets, quotas.networkTargets, "networkTargets");
    }
    return findings.diagnostics;
  }
  check("rules", usage.rules, quotas.rules, "rules");
  check("target groups", usage.targetGroups, quotas.targetGroups, "targetGroups");
  check("targets", usage.targets, quotas.targets, "targets");
  return findings.diagnostics;
}
