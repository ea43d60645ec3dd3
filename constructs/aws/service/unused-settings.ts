import type { LogicalServiceProps } from "../../logical-service";
import type { Findings } from "../findings";
import type { Targets } from "./targets";

/** What AWS calls rather than connects to, and what spreads connections itself. */
const LONE = { lambda: "a Lambda function", alb: "another load balancer" } as const;

/** Settings of a service that its target group cannot have. */
export function reportUnusedSettings(props: LogicalServiceProps, targets: Targets, findings: Findings): void {
  const { balancing, sessionAffinity, drain, healthCheck } = props;
  const report = (code: string, settings: object, message: (field: string) => string) => {
    for (const [field, value] of Object.entries(settings)) {
      if (value === undefined) continue;
      findings.error(code, field, message(field), "leave it out, or accept that it has no effect");
    }
  };
  if (targets.existingArn !== undefined) {
    report("aws-existing-target-group", { balancing, sessionAffinity, drain, healthCheck }, (field) => {
      return `the target group exists already and is left as it is, so that ${field} has no effect`;
    });
  } else if (targets.type === "lambda" || targets.type === "alb") {
    const what = LONE[targets.type];
    report("aws-single-target", { balancing, sessionAffinity, drain }, (field) => {
      return `${what} is the one target of its group, for which a load balancer has no ${field}`;
    });
  }
}
