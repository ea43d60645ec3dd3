import type { LogicalService } from "../../logical-service";
import type { LbListenerRuleAction, LbListenerRuleCondition, LbListenerRuleTransform } from "../provider";
import type { ForwardRule, Patterns, RuleAction, RuleConditions, RuleTransform } from "../rules";
import { AwsService } from "../service";

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

/** @param services - those that the route leads to */
export function ruleAction(action: RuleAction, services: readonly LogicalService[]): LbListenerRuleAction {
  if (action.type === "forward") return forward(action, services);
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

function forward({ type, targets }: ForwardRule, services: readonly LogicalService[]): LbListenerRuleAction {
  const groups = targets.map(({ service, weight }) => ({
    arn: targetGroupArn(services.find(({ name }) => name === service)),
    weight,
  }));
  const [first, ...others] = groups;
  if (first !== undefined && others.length === 0) return { type, targetGroupArn: first.arn };
  return { type, forward: { targetGroup: groups } };
}

/** Empty for a service of another platform, which is reported elsewhere. */
export function targetGroupArn(service: LogicalService | undefined): string {
  return service?.resources instanceof AwsService ? service.resources.targetGroupArn : "";
}

export function ruleTransforms(transforms: readonly RuleTransform[]): LbListenerRuleTransform[] {
  return transforms.map(({ type, regex, replace }) => {
    const config = { rewrite: { regex, replace } };
    return type === "url-rewrite" ? { type, urlRewriteConfig: config } : { type, hostHeaderRewriteConfig: config };
  });
}
