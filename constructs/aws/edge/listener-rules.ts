import { Construct } from "constructs";
import type { Diagnostic } from "../../../lib/topology";
import { reportDiagnostics } from "../../diagnostics";
import type { EdgeListener } from "../../edge-load-balancer";
import type { IngressRouter, Route } from "../../ingress-router";
import { lazyNumber } from "../../lazy-number";
import { topologyPath } from "../../model";
import { isUnknown } from "../../unknown-values";
import { routeAuthentication } from "../authentication";
import type { AwsSettings } from "../aws-props";
import { Findings, placed } from "../findings";
import { StackLock } from "../lock";
import { type Allocation, PRIORITIES, type Segment } from "../priorities";
import { LbListenerRule } from "../provider";
import { lowerRoute, type RuleListener, type RuleSpec } from "../rules";
import { AwsService, groupFor, noteRouting, type ServingBalancer } from "../service";
import { tagsFor } from "../tags";
import { ruleAction, ruleActions, ruleConditions, ruleTransforms } from "./rule-resource";
import { RuleSections } from "./rule-sections";

/** For how long a load balancer's cookie keeps a client where nothing else is said. */
const DAY = 86_400;

/** The listener that rules are made for: one of the stack, or one that exists. */
export interface RuleListenerTarget {
  readonly arn: string;
  /** Tells the listener from others in the app. */
  readonly identity: string;
  /** Those that the rules may have; all where there is none. */
  readonly priorities?: Segment | undefined;
  /**
   * Whether others may have rules on it.
   *
   * @default false
   */
  readonly isShared?: boolean;
}

/** The rules of one listener of an Application Load Balancer: those of the routes of its router. */
export class ListenerRules {
  /** By the rule's id: the route's name, and a suffix where a route needs several rules. */
  readonly resources = new Map<string, LbListenerRule>();
  private readonly scope: Construct;
  private readonly listenerArn: string;
  private readonly specs: RuleSpec[] = [];
  private readonly sections: RuleSections;

  constructor(
    private readonly listener: EdgeListener,
    target: RuleListenerTarget,
    private readonly router: IngressRouter,
    private readonly balancer: ServingBalancer,
    private readonly settings: AwsSettings,
  ) {
    this.scope = new Construct(listener, "rule");
    this.listenerArn = target.arn;
    const lock = settings.lockFile === false ? undefined : StackLock.of(listener, settings.lockFile);
    lock?.keep(listener, () => this.allocation.lock);
    this.sections = RuleSections.of(listener, target.identity);
    this.sections.add({
      path: listener.node.path,
      rules: () => this.specs,
      locked: () => lock?.sections() ?? new Map(),
      range: target.priorities,
      isShared: target.isShared === true,
    });
    reportDiagnostics(listener, () => {
      const { diagnostics } = this.allocation;
      return diagnostics.length === 0 ? [] : placed(topologyPath(listener), diagnostics);
    });
  }

  /**
   * Adds the rules of a route.
   *
   * @returns whether the load balancer has to reach an identity provider for them
   */
  add(route: Route): boolean {
    const { name, spec } = this.listener;
    const { port, protocol } = spec as RuleListener;
    const { hostnames } = this.router.props;
    const lowered = lowerRoute(route.topology, this.router.routes.indexOf(route), {
      router: { name: this.router.name, ...(hostnames === undefined ? {} : { hostnames }) },
      listener: { protocol, port },
      protocolOf: (service) => route.services.find((one) => one.name === service)?.props.protocol,
      isToken: isUnknown,
    });
    const found = new Findings();
    checkAffinity(route, lowered.rules, found);
    const authentication = routeAuthentication(route.topology, protocol, this.settings.authentications ?? {}, found);
    reportRoute(route, [...lowered.diagnostics, ...found.diagnostics]);
    const edge = this.listener.edge.name;
    const arns = new Map<string, string>();
    const keptFor = (name: string) => {
      const resources = route.services.find((service) => service.name === name)?.resources;
      if (!(resources instanceof AwsService) || !resources.isSticky) return undefined;
      return resources.targetGroup.stickinessInput?.cookieDuration ?? DAY;
    };
    // A service of another platform is reported elsewhere.
    for (const { service } of route.backends) {
      const group = groupFor(service, { balancer: this.balancer, terminatesTls: false });
      arns.set(service.name, group?.arn ?? "");
    }
    for (const rule of lowered.rules) {
      this.specs.push(rule);
      const transform = ruleTransforms(rule.transforms);
      const resource = new LbListenerRule(this.scope, rule.id, {
        listenerArn: this.listenerArn,
        priority: lazyNumber(() => this.allocation.priorities.get(rule.id) ?? PRIORITIES.last),
        condition: ruleConditions(rule.conditions),
        action: ruleActions(
          ruleAction(rule.action, { arnOf: (service) => arns.get(service) ?? "", keptFor }),
          authentication,
        ),
        ...(transform.length === 0 ? {} : { transform }),
        tags: tagsFor(this.settings.tags, { edge, listener: name, router: rule.router, route: rule.route }),
      });
      this.resources.set(rule.id, resource);
      const { action } = rule;
      const led = action.type === "forward" ? action.targets.map(({ service }) => service) : [];
      noteRouting(
        route.services.filter(({ name }) => led.includes(name)),
        resource,
      );
    }
    return authentication.actions.length > 0;
  }

  private get allocation(): Allocation {
    return this.sections.allocationOf(this.listener.node.path);
  }
}

/** A load balancer keeps clients on a target only where it keeps them on the target's group. */
function checkAffinity(route: Route, rules: readonly RuleSpec[], findings: Findings): void {
  const isSplit = rules.some(({ action }) => action.type === "forward" && action.targets.length > 1);
  const kept = route.backends.filter(({ service }) => service.props.sessionAffinity?.spec.type === "Cookie");
  if (!isSplit || kept.length === 0) return;
  findings.warning(
    "alb-group-affinity",
    "backends",
    `${kept.map(({ service }) => `"${service.name}"`).join(" and ")} keeps clients by a cookie, so that a client stays with the service that its first request was led to, whatever the weights are then`,
    "leave the affinity out while requests are split, or expect shares of clients in the place of shares of requests",
  );
}

const routeFindings = new WeakMap<Route, Findings>();

/** Says once what several listeners have to say of a route, if they have. */
function reportRoute(route: Route, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const known = routeFindings.get(route);
  const findings = known ?? new Findings();
  findings.addOnce(diagnostics);
  if (known !== undefined) return;
  routeFindings.set(route, findings);
  reportDiagnostics(route, () => placed(topologyPath(route), findings.diagnostics));
}
