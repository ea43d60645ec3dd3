import type { PathModifier, RouteMatch, UrlRewrite } from "../../../lib/topology";
import type { Findings } from "../findings";
import { RULE_LIMITS } from "./limits";
import { escaped } from "./regular-expression";
import type { RuleTransform } from "./rule-spec";

/**
 * A URL rewrite as transforms (ELB user guide, "Transforms for listener rules"). What is rewritten is path and query as
 * the client sent them, so each expression stops at the query.
 *
 * @param match - the one whose prefix is replaced
 */
export function rewriteTransforms(
  { hostname, path }: UrlRewrite,
  match: RouteMatch,
  at: string,
  findings: Findings,
): readonly RuleTransform[] {
  const transforms = [
    ...(path === undefined ? [] : pathTransform(path, match)),
    ...(hostname === undefined ? [] : [hostTransform(hostname)]),
  ];
  for (const { regex, replace } of transforms) {
    if (replace.includes("$")) {
      findings.error(
        "alb-rewrite-dollar",
        at,
        `"$" in a load balancer's replacement "${replace}" refers to a group of the expression`,
        'write "%24", or accept what the load balancer makes of it',
      );
    }
    if (regex.length > RULE_LIMITS.rewriteLength || replace.length > RULE_LIMITS.rewriteLength) {
      findings.error(
        "alb-rewrite-length",
        at,
        `a load balancer takes ${RULE_LIMITS.rewriteLength} characters in an expression and in its replacement`,
        "rewrite to a shorter path",
      );
    }
  }
  return transforms;
}

function hostTransform(hostname: string): RuleTransform {
  return { type: "host-header-rewrite", regex: "^.*$", replace: hostname };
}

/**
 * The rule applies where the path is the prefix or goes on with `/`, so that replacing its start is enough. What would
 * be left without its first `/` keeps it.
 */
function pathTransform(modifier: PathModifier, match: RouteMatch): readonly RuleTransform[] {
  if (modifier.type === "ReplaceFullPath") {
    return [{ type: "url-rewrite", regex: "^[^?]*", replace: modifier.replaceFullPath }];
  }
  const prefix = match.path?.type === "PathPrefix" ? match.path.value.replace(/\/$/, "") : "";
  const replacement = modifier.replacePrefixMatch.replace(/\/$/, "");
  if (prefix === replacement) return [];
  if (replacement === "") return [{ type: "url-rewrite", regex: `^${escaped(prefix)}/?`, replace: "/" }];
  if (prefix === "") return [{ type: "url-rewrite", regex: "^/", replace: `${replacement}/` }];
  return [{ type: "url-rewrite", regex: `^${escaped(prefix)}`, replace: replacement }];
}
