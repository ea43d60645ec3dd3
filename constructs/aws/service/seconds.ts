import { tryParseDuration } from "../../../lib/topology";
import { isUnknown } from "../../unknown-values";
import type { Findings } from "../findings";

/** A setting that AWS has in whole seconds within limits. */
export interface SecondsRule {
  readonly code: string;
  /** For people: `the drain time of a target group`. */
  readonly what: string;
  readonly low: number;
  readonly high: number;
}

/** A duration in whole seconds within AWS's limits; what does not fit is reported, and made to fit. */
export function seconds(duration: string, at: string, rule: SecondsRule, findings: Findings): number {
  if (isUnknown(duration)) {
    findings.error(
      "aws-unknown-duration",
      at,
      `AWS has ${rule.what} in seconds, and a duration that only Terraform will know cannot be written so`,
      "write the duration itself",
    );
    return rule.low;
  }
  const milliseconds = tryParseDuration(duration);
  // Validation reports what is no duration.
  if (milliseconds === undefined) return rule.low;
  const exact = milliseconds / 1000;
  const fitting = Math.min(Math.max(Math.ceil(exact), rule.low), rule.high);
  if (fitting !== exact) {
    findings.error(
      rule.code,
      at,
      `${rule.what} is ${rule.low} to ${rule.high} whole seconds on AWS, not ${duration}`,
      `set "${fitting}s", or accept it`,
    );
  }
  return fitting;
}
