import type { QueryParamMatch } from "../../../lib/topology";
import type { Findings } from "../findings";
import { LEFT_OUT } from "./header-condition";
import { RULE_LIMITS } from "./limits";
import { hasCase } from "./regular-expression";
import type { QueryStringPair } from "./rule-spec";

/** Characters that no client has a reason to percent-encode (RFC 3986 section 2.3); those with a meaning are escaped. */
const UNRESERVED = /^[A-Za-z0-9\-._~*]+$/;

/**
 * A query parameter as `query-string` compares it (API reference, `QueryStringConditionConfig`): name and value ignore
 * case, which is reported, `\` makes a wildcard literal, and what is compared is the query as it was sent.
 *
 * @returns `undefined` where there is none like it
 */
export function queryCondition(param: QueryParamMatch, at: string, findings: Findings): QueryStringPair | undefined {
  const { name, value } = param;
  if (param.type === "RegularExpression") {
    findings.error(
      "alb-query-regex",
      at,
      "a load balancer has no regular expressions for query parameters",
      `match the values one by one; ${LEFT_OUT}`,
    );
    return undefined;
  }
  const pair = { key: withoutWildcards(name), value: withoutWildcards(value) };
  if (![name, value].every((text) => UNRESERVED.test(text))) {
    findings.error(
      "alb-query-value",
      at,
      `a load balancer compares queries as they were sent, so "${name}=${value}" may come in another spelling, and an empty value cannot be asked for`,
      `use letters, digits and "-._~" alone; ${LEFT_OUT}`,
    );
    return undefined;
  }
  if (pair.key.length > RULE_LIMITS.valueLength || pair.value.length > RULE_LIMITS.valueLength) {
    findings.error(
      "alb-query-length",
      at,
      `a load balancer takes names and values of ${RULE_LIMITS.valueLength} characters`,
      `match a shorter one; ${LEFT_OUT}`,
    );
    return undefined;
  }
  if (hasCase(name) || hasCase(value)) {
    findings.error(
      "alb-query-case",
      at,
      `a load balancer compares query parameters without regard to case, so "${name}=${value}" fits in upper and lower case alike`,
      "use a name and a value without letters, or accept that case is ignored",
    );
  }
  return pair;
}

function withoutWildcards(text: string): string {
  return text.replace(/[\\*?]/g, "\\$&");
}
