import type { HeaderMatch } from "../../../lib/topology";
import type { Findings } from "../findings";
import { RULE_LIMITS } from "./limits";
import { anchored, doubtfulSyntax, escaped, expressionHasCase, fitsLength, hasCase } from "./regular-expression";
import type { Patterns } from "./rule-spec";

/** Names that load balancers do not drop as invalid (ELB user guide, "Load balancer attributes"). */
const VALID_NAME = /^[A-Za-z0-9-]+$/;

/** Characters that a value may hold and that stand for themselves (ELB user guide, "HTTP header conditions"). */
const LITERAL = /^[A-Za-z0-9 !"#$%&'()+,./:;<=>@[\]^_`{|}~-]+$/;

export type HeaderCondition = Patterns & { readonly name: string };

/**
 * A header condition as `http-header` compares it (API reference, `HttpHeaderConditionConfig`): names ignore case, as
 * they should, and so do values, which is reported. A value without letters has no case.
 *
 * @returns `undefined` where there is none like it
 */
export function headerCondition(header: HeaderMatch, at: string, findings: Findings): HeaderCondition | undefined {
  const { name, value } = header;
  if (name.toLowerCase() === "host") {
    findings.error(
      "alb-header-host",
      `${at}.name`,
      "a load balancer compares the Host with hostnames alone, not as a header",
      `match the host by the route's hostnames; ${LEFT_OUT}`,
    );
    return undefined;
  }
  if (!VALID_NAME.test(name) || name.length > RULE_LIMITS.headerNameLength) {
    findings.error(
      "alb-header-name",
      `${at}.name`,
      `a load balancer drops header fields whose names hold more than letters, digits and "-", and compares those of ${RULE_LIMITS.headerNameLength} characters at most; "${name}" never fits`,
      `use another name; ${LEFT_OUT}`,
    );
    return undefined;
  }
  const patterns =
    header.type === "RegularExpression" ? expressionPatterns(value, at, findings) : exactPatterns(value, at, findings);
  return patterns === undefined ? undefined : { name, ...patterns };
}

/** What accepting a diagnostic means where a condition has no counterpart: a request more would be worse than one less. */
export const LEFT_OUT = "where it is accepted, this match is left out";

function exactPatterns(value: string, at: string, findings: Findings): Patterns | undefined {
  if (/[^\x20-\x7e]/.test(value)) {
    findings.error(
      "alb-header-value",
      `${at}.value`,
      "a load balancer compares header values of printable ASCII characters alone",
      `match another value; ${LEFT_OUT}`,
    );
    return undefined;
  }
  if (LITERAL.test(value) && fitsLength(value)) {
    if (hasCase(value)) reportCase(value, at, findings);
    return { values: [value] };
  }
  return expression(`^${escaped(value)}$`, hasCase(value), value, at, findings);
}

function expressionPatterns(value: string, at: string, findings: Findings): Patterns | undefined {
  const doubtful = doubtfulSyntax(value);
  if (doubtful !== undefined) reportDoubt(doubtful, `${at}.value`, findings);
  return expression(anchored(value), expressionHasCase(value), value, at, findings);
}

function expression(
  regex: string,
  cased: boolean,
  value: string,
  at: string,
  findings: Findings,
): Patterns | undefined {
  if (!fitsLength(regex)) {
    findings.error(
      "alb-header-value",
      `${at}.value`,
      `the value takes ${regex.length} characters in a condition, and a load balancer takes ${RULE_LIMITS.valueLength}`,
      `match a shorter value; ${LEFT_OUT}`,
    );
    return undefined;
  }
  if (cased) reportCase(value, at, findings);
  return { regexValues: [regex] };
}

function reportCase(value: string, at: string, findings: Findings): void {
  findings.error(
    "alb-header-value-case",
    `${at}.value`,
    `a load balancer compares header values without regard to case, so "${value}" fits in upper and lower case alike`,
    "use a value without letters, or accept that case is ignored",
  );
}

/** Reports an expression that may read differently on a load balancer. */
export function reportDoubt(what: string, at: string, findings: Findings): void {
  findings.error(
    "alb-regex-syntax",
    at,
    `AWS does not say that a load balancer's regular expressions know ${what}`,
    "write the expression without, or accept it as it is",
  );
}
