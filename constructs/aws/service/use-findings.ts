import type { Diagnostic } from "../../../lib/topology";
import { Findings } from "../findings";
import type { AwsService } from "./aws-service";

/** What AWS would refuse, as far as it depends on what leads to a service. */
export function useFindings({ uses, isSticky, targets }: AwsService): readonly Diagnostic[] {
  const findings = new Findings();
  const endsTls = uses.some(({ terminatesTls }) => terminatesTls);
  if (endsTls && isSticky) {
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
  const balancers = new Set(uses.map(({ balancer }) => balancer.scope));
  if (targets.existingArn !== undefined && balancers.size > 1) {
    findings.error(
      "aws-two-load-balancers",
      "",
      `${balancers.size} load balancers lead to the service, whose target group exists already and belongs to one`,
      "make a service for each of them, with members of its own",
    );
  }
  return [...findings.diagnostics, ...(targets.findings?.() ?? [])];
}
