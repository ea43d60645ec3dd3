import { compareSpecificity, lowerRouter, type RuleSpec } from "../../../../aws/rules";
import { loss } from "../../../finding";
import { type IngressObject, isUnknownNumber, isUnknownText, type Lowered } from "../../../objects";
import type { RouterFinding, RouterInput } from "../../../routes";
import { ingressObject } from "../../ingress-object";
import { PREFIX } from "./annotation";
import type { Entrance } from "./entrances";
import { ingressRule } from "./ingress-rule";
import { checkRedirect, keptApart } from "./redirect-reach";
import { RuleNames } from "./rule-names";

interface ListenerIngress {
  readonly objects: readonly Lowered<IngressObject>[];
  readonly findings: readonly RouterFinding[];
}

/** The rules of a router behind one listener, in the order in which they are tried. */
export function listenerIngress(entrance: Entrance, input: RouterInput): ListenerIngress {
  const { router, services } = input;
  const { rules, diagnostics } = lowerRouter(router, {
    listener: entrance.listener,
    protocolOf: (service) => services.get(service)?.protocol,
    isToken: (value) =>
      (typeof value === "string" && isUnknownText(value)) || (typeof value === "number" && isUnknownNumber(value)),
  });
  const ordered = [...rules].sort(compareRules).map(keptApart);
  const findings = [
    ...entrance.findings,
    ...diagnostics.map(({ path, ...diagnostic }) => routeFinding(path, diagnostic)),
    ...ordered.flatMap(checkRedirect),
    ...checkQuota(ordered.length),
  ];
  if (ordered.length === 0) return { objects: [], findings };
  const names = new RuleNames([...services.values()].map(({ name }) => name));
  const made = ordered.map((rule) => ingressRule(rule, names, services));
  const object = ingressObject(input, {
    ...(entrance.suffix === undefined ? {} : { suffix: entrance.suffix }),
    rules: made.map(({ rule }) => rule),
    annotations: {
      ...entrance.annotations,
      // Services have no ports on the nodes.
      [`${PREFIX}/target-type`]: "ip",
      ...Object.assign({}, ...made.map(({ annotations }) => annotations)),
    },
  });
  return { objects: [{ id: entrance.id, object }], findings };
}

/** Of a load balancer, over all its listeners (ELB user guide, "Quotas for your Application Load Balancers"). */
const RULE_QUOTA = 100;

function checkQuota(rules: number): RouterFinding[] {
  if (rules <= RULE_QUOTA) return [];
  return [
    loss(
      "ingress-rule-quota",
      "",
      `the router becomes ${rules} rules, and a load balancer takes ${RULE_QUOTA} unless AWS has raised its quota`,
      "have AWS raise the quota, or spread the routes over several edges",
    ),
  ];
}

/** What the priorities of rules say on AWS, the order of rules says in an Ingress. */
function compareRules(a: RuleSpec, b: RuleSpec): number {
  return (
    compareSpecificity(a.specificity, b.specificity) ||
    a.place.routeIndex - b.place.routeIndex ||
    a.place.matchIndex - b.place.matchIndex
  );
}

/** Paths of diagnostics start at the router: `routes[0].matches[1]`. */
function routeFinding(path: string, diagnostic: Omit<RouterFinding, "at" | "route">): RouterFinding {
  const [, route, at = ""] = /^routes\[(\d+)\]\.?(.*)$/s.exec(path) ?? [];
  return route === undefined ? { ...diagnostic, at: path } : { ...diagnostic, at, route: Number(route) };
}
