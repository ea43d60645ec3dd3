import type { Diagnostic } from "../../../lib/topology";
import { Findings } from "../findings";
import type { AwsService } from "./aws-service";

/** What AWS would refuse, as far as it depends on what leads to a service. */
export function useFindings({ uses, targetGroup, targets }: AwsService): readonly Diagnostic[] {
  const findings = new Findings();
  const endsTls = uses.some(({ terminatesTls }) => terminatesTls);
  if (endsTls && targetGroup.stickinessInput?.enabled === true) {
    findings.error(
      "nlb-tls-stickiness",
      "",
      "a Network Load Balancer that ends TLS does not keep clients on their targets",
      "lead to the service from a TCP listener, or leave affinity and Balancing.sourceHash() out",
    );
  }
  if (endsTls && targets.type === "alb") {
    findings.error(
      "nlb-alb-tls",
      "",
      "a Network Load Balancer that ends TLS cannot have another load balancer as its target",
      "lead to the service from a TCP listener, and end TLS at the other load balancer",
    );
  }
  return [...findings.diagnostics, ...(targets.findings?.() ?? [])];
}
