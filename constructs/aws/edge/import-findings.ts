import type { EdgeLoadBalancer } from "../../edge-load-balancer";
import type { AwsSettings } from "../aws-props";
import { AcmCertificate } from "../certificates";
import type { Findings } from "../findings";
import { PRIORITIES } from "../priorities";
import type { ApplicationLoadBalancerOptions } from "./application-options";
import { isRange } from "./rule-sections";

/** Options that have a meaning where every listener exists already. */
const OF_LISTENERS: readonly (keyof ApplicationLoadBalancerOptions)[] = ["dns", "listeners"];

/** Options that are about listeners and names, not about the load balancer itself. */
const OF_EXISTING: readonly (keyof ApplicationLoadBalancerOptions)[] = [
  "dns",
  "listeners",
  "loadBalancer",
  "mutualTls",
  "responseHeaders",
];

/** What cannot be of an edge whose load balancer or listeners exist already. */
export function importFindings(
  edge: EdgeLoadBalancer,
  isBalancerMade: boolean,
  settings: AwsSettings,
  findings: Findings,
): void {
  const { application = {} } = settings;
  const effective = application.loadBalancer === undefined ? OF_LISTENERS : OF_EXISTING;
  const without = Object.keys(application).filter((option) => !effective.some((known) => known === option));
  const isImported = application.loadBalancer !== undefined || application.listeners !== undefined;
  if (isImported && !isBalancerMade && without.length > 0) {
    findings.warning(
      "alb-existing-settings",
      "",
      `the load balancer exists already and is left as it is, so that ${without.join(", ")} of "application" has no effect`,
      "set it where the load balancer is made",
    );
  }
  const names = Object.keys(application.listeners ?? {});
  if (isBalancerMade && (application.dns ?? []).length > 0 && edge.listeners.some(({ name }) => names.includes(name))) {
    findings.error(
      "alb-names",
      "",
      "names of the edge could lead to the load balancer that is made or to the one of the listener that exists",
      "make an edge of its own for the listeners that exist",
    );
  }
  for (const { name, certificates } of edge.listeners) {
    const [first] = certificates;
    const known = first === undefined ? undefined : settings.certificates?.[first];
    if (!(known instanceof AcmCertificate) || !known.isKept || application.listeners?.[name] !== undefined) continue;
    findings.error(
      "alb-certificate",
      "",
      `listener "${name}" has no certificate: "${first}" stands for the one of a listener that exists already`,
      "name a certificate, or the listener in application.listeners",
    );
  }
  for (const [name, { priorities }] of Object.entries(application.listeners ?? {})) {
    if (!edge.listeners.some((listener) => listener.name === name)) {
      findings.error(
        "alb-existing-listener",
        "",
        `"${name}" in "application.listeners" is not the name of an HTTP or HTTPS listener of the edge`,
        `add one: edge.addListener("${name}", Listener.https({ ... })), or take the entry out`,
      );
    }
    if (priorities !== undefined && !isRange(priorities)) {
      findings.error(
        "alb-priority-range",
        "",
        `the priorities ${priorities.first} to ${priorities.last} of listener "${name}" are no range within ${PRIORITIES.first} to ${PRIORITIES.last}`,
        "write whole numbers, the lower one first",
      );
    }
  }
}
