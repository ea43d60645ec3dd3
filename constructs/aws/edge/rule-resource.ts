import type { RouteAuthentication } from "../authentication";
import type { LbListenerRuleAction, LbListenerRuleCondition, LbListenerRuleTransform } from "../provider";
import type { ForwardRule, Patterns, RuleAction, RuleConditions, RuleTransform } from "../rules";

/** Conditions as blocks, each of one kind, of which all must hold. */
export function ruleConditions(conditions: RuleConditions): LbListenerRuleCondition[] {
  const { host, path, headers, method, queryStrings, sourceIps } = conditions;
  return [
    ...(host === undefined ? [] : [{ hostHeader: patterns(host) }]),
    ...(path === undefined ? [] : [{ pathPattern: patterns(path) }]),
    ...headers.map((header) => ({ httpHeader: { httpHeaderName: header.name, ...patterns(header) } })),
    ...(method === undefined ? [] : [{ httpRequestMethod: { values: [method] } }]),
    ...queryStrings.map(({ key, value }) => ({ queryString: [{ key, value }] })),
    ...(sourceIps === undefined ? [] : [{ sourceIp: { values: [...sourceIps] } }]),
  ];
}

function patterns(given: Patterns): { values: string[] } | { regexValues: string[] } {
  return "values" in given ? { values: [...given.values] } : { regexValues: [...given.regexValues] };
}

/** What an action needs to know of the route's services. */
export interface RouteTargets {
  /** The ARN of a service's target group, by the service's name. */
  readonly arnOf: (service: string) => string;
  /** For how many seconds a service keeps clients on its targets; `undefined` where it does not. */
  readonly keptFor: (service: string) => number | undefined;
}

export function ruleAction(action: RuleAction, targets: RouteTargets): LbListenerRuleAction {
  if (action.type === "forward") return forward(action, targets);
  if (action.type === "redirect") {
    const { type, ...redirect } = action;
    return { type, redirect };
  }
  const { type, statusCode, contentType, body } = action;
  return {
    type,
    fixedResponse: { statusCode: String(statusCode), contentType, ...(body === "" ? {} : { messageBody: body }) },
  };
}

/** Where a route asks for what cannot be, nobody gets past it. */
const BLOCKED: LbListenerRuleAction = {
  type: "fixed-response",
  fixedResponse: { statusCode: "500", contentType: "text/plain" },
};

/** What comes before an action, and the action. */
export function ruleActions(
  action: LbListenerRuleAction,
  { actions, isBlocked }: RouteAuthentication,
): LbListenerRuleAction[] {
  if (isBlocked) return [BLOCKED];
  if (actions.length === 0) return [action];
  return [...actions, action].map((one, index) => ({ ...one, order: index + 1 }));
}

/**
 * Where one of several target groups keeps clients on its targets, AWS asks that the rule keeps them on their target group
 * (ELB user guide, "Sticky sessions").
 */
function forward({ type, targets }: ForwardRule, { arnOf, keptFor }: RouteTargets): LbListenerRuleAction {
  const groups = targets.map(({ service, weight }) => ({ arn: arnOf(service), weight }));
  const [first, ...others] = groups;
  if (first !== undefined && others.length === 0) return { type, targetGroupArn: first.arn };
  const durations = targets.flatMap(({ service }) => keptFor(service) ?? []);
  const stickiness = durations.length === 0 ? {} : { stickiness: { enabled: true, duration: Math.max(...durations) } };
  return { type, forward: { targetGroup: groups, ...stickiness } };
}

export function ruleTransforms(transforms: readonly RuleTransform[]): LbListenerRuleTransform[] {
  return transforms.map(({ type, regex, replace }) => {
    const config = { rewrite: { regex, replace } };
    return type === "url-rewrite" ? { type, urlRewriteConfig: config } : { type, hostHeaderRewriteConfig: config };
  });
}
