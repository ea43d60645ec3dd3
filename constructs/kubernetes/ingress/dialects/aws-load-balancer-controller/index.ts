import type { Lowered, RoutingObject } from "../../../objects";
import type { RouterFinding, Support } from "../../../routes";
import type { IngressDialect } from "../../dialect";
import { entrances } from "./entrances";
import { listenerIngress } from "./listener-ingress";
import { serviceHints } from "./service-hints";

/** What listener rules have, for at least some uses; for which, the rules themselves say. */
const support: Support = {
  "header-match": true,
  "query-match": true,
  "method-match": true,
  "source-ranges": true,
  "regular-expression": true,
  "escaped-path": true,
  "wildcard-one-label": true,
  weights: true,
  rewrite: true,
  redirect: true,
  "fixed-response": true,
  "backend-protocol": true,
};

/**
 * The AWS Load Balancer Controller, from version 2.15 (guide, "Ingress annotations"): an Application Load Balancer for
 * each edge, and an Ingress for each listener, whose rules are the ones that Portico makes of a router on AWS.
 */
export const awsLoadBalancerController: IngressDialect = {
  name: "aws-load-balancer-controller",
  support,
  table: "edge",
  serves: () => true,
  serviceHints,
  lower(input) {
    const objects: Lowered<RoutingObject>[] = [];
    const findings = new Map<string, RouterFinding>();
    for (const entrance of entrances(input)) {
      const lowered = listenerIngress(entrance, input);
      objects.push(...lowered.objects);
      // Several listeners have the same to say of a route.
      for (const finding of lowered.findings) findings.set(JSON.stringify(finding), finding);
    }
    return { objects, findings: [...findings.values()] };
  },
};
