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

/** @param arnOf - the ARN of the target group of one of the route's services, by the service's name */
export function ruleAction(action: RuleAction, arnOf: (service: string) => string): LbListenerRuleAction {
  if (action.type === "forward") return forward(action, arnOf);
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

function forward({ type, targets }: ForwardRule, arnOf: (service: string) => string): LbListenerRuleAction {
  const groups = targets.map(({ service, weight }) => ({ arn: arnOf(service), weight }));
  const [first, ...others] = groups;
  if (first !== undefined && others.length === 0) return { type, targetGroupArn: first.arn };
  return { type, forward: { targetGroup: groups } };
}

export function ruleTransforms(transforms: readonly RuleTransform[]): LbListenerRuleTransform[] {
  return transforms.map(({ type, regex, replace }) => {
    const config = { rewrite: { regex, replace } };
    return type === "url-rewrite" ? { type, urlRewriteConfig: config } : { type, hostHeaderRewriteConfig: config };
  });
}
