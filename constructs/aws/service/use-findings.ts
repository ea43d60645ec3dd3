import { Findings } from "../findings";
import type { AwsService } from "./aws-service";

/** What AWS would refuse in the way in which listeners lead to a service. */
export function useFindings({ uses, targetGroup }: AwsService): Findings {
  const findings = new Findings();
  const sticky = targetGroup.stickinessInput?.enabled === true;
  if (sticky && uses.some(({ terminatesTls }) => terminatesTls)) {
    findings.error(
      "nlb-tls-stickiness",
      "",
      "a Network Load Balancer that ends TLS does not keep clients on their targets",
      "lead to the service from a TCP listener, or leave affinity and Balancing.sourceHash() out",
    );
  }
  return findings;
}
