import type { LogicalServiceProps } from "../../logical-service";
import type { Findings } from "../findings";
import type { TargetType } from "./targets";

/** What AWS calls rather than connects to, and what spreads connections itself. */
const WHAT: Readonly<Partial<Record<TargetType, string>>> = {
  lambda: "a Lambda function",
  alb: "another load balancer",
};

/** Settings of a service that say how a load balancer spreads connections, where its target leaves nothing to spread. */
export function reportUnusedSettings(props: LogicalServiceProps, type: TargetType, findings: Findings): void {
  const what = WHAT[type];
  if (what === undefined) return;
  const { balancing, sessionAffinity, drain } = props;
  for (const [field, value] of Object.entries({ balancing, sessionAffinity, drain })) {
    if (value === undefined) continue;
    findings.error(
      "aws-single-target",
      field,
      `${what} is the one target of its group, for which a load balancer has no ${field}`,
      "leave it out, or accept that it has no effect",
    );
  }
}
