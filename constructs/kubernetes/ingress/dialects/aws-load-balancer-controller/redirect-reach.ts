import { type Patterns, RULE_LIMITS, type RuleConditions, type RuleSpec } from "../../../../aws/rules";
import { refusal } from "../../../finding";
import type { RouterFinding } from "../../../routes";

const EVERY_ADDRESS = ["0.0.0.0/0", "::/0"];

/**
 * The controller leaves out rules that it takes to come too late, after a redirect of all their requests; and it takes a
 * regular expression for one of every host or path (`pkg/ingress/rule_optimizer.go`). A redirect that asks for more than
 * host and path it lets be, so that one by regular expression asks for any address.
 */
export function keptApart(rule: RuleSpec): RuleSpec {
  if (!isMistaken(rule) || valueCount(rule.conditions) + EVERY_ADDRESS.length > RULE_LIMITS.conditionValues)
    return rule;
  return { ...rule, conditions: { ...rule.conditions, sourceIps: EVERY_ADDRESS } };
}

/** Redirects that stay mistaken. */
export function checkRedirect(rule: RuleSpec): RouterFinding[] {
  if (!isMistaken(rule)) return [];
  return [
    {
      ...refusal(
        "ingress-redirect-expression",
        `matches[${rule.place.matchIndex}]`,
        "the AWS Load Balancer Controller takes a redirect by regular expressions for one of all requests, and leaves out the routes after it",
        "match fewer hosts or paths by regular expression in one route",
      ),
      route: rule.place.routeIndex,
    },
  ];
}

function isMistaken({ action, conditions }: RuleSpec): boolean {
  const { host, path, headers, method, queryStrings, sourceIps } = conditions;
  const isPlain = headers.length + queryStrings.length === 0 && method === undefined && sourceIps === undefined;
  return action.type === "redirect" && isPlain && [host, path].some(isExpression);
}

function isExpression(patterns: Patterns | undefined): boolean {
  return patterns !== undefined && "regexValues" in patterns;
}

function valueCount({ host, path }: RuleConditions): number {
  return [host, path].reduce((sum, patterns) => {
    if (patterns === undefined) return sum;
    return sum + ("values" in patterns ? patterns.values : patterns.regexValues).length;
  }, 0);
}
