import type { PathMatch } from "../../../lib/topology";
import { RULE_LIMITS } from "./limits";
import { type Pattern, type PatternFault, regexPattern, valuesPattern } from "./pattern";
import type { PathReach } from "./reach";
import { anchored, doubtfulSyntax, escaped, fitsLength } from "./regular-expression";
import type { PathClass } from "./specificity";

/** Characters that a value may hold and that stand for themselves (ELB user guide, "Path conditions"). */
const LITERAL = /^[A-Za-z0-9_\-.$/~"'@:+&]*$/;

/** A path condition of a route, prepared for `path-pattern`. */
export interface PathForm {
  /** `undefined` fits every path. */
  readonly pattern: Pattern | undefined;
  /** The same as a single value, for rules that are short of values. */
  readonly compact: Pattern | undefined;
  readonly class: PathClass;
  /** `undefined` is every path. */
  readonly reach: PathReach | undefined;
}

/**
 * - `Exact`: one value, compared with regard to case.
 * - `PathPrefix`: two values, `/a` and `/a/*`; the prefix `/` is no condition at all.
 * - `RegularExpression`: one regular expression.
 *
 * What holds `*` or `?`, or another character that no value may hold, becomes a regular expression too.
 */
export function pathForm(path: PathMatch | undefined): PathForm | PatternFault {
  const { type, value } = path ?? { type: "PathPrefix", value: "/" };
  if (type === "RegularExpression") return expressionForm(value);
  return type === "Exact" ? exactForm(value) : prefixForm(value.replace(/\/$/, ""));
}

/** What of an expression is doubtful on a load balancer, or `undefined`. */
export function doubtfulPath(path: PathMatch | undefined): string | undefined {
  return path?.type === "RegularExpression" ? doubtfulSyntax(path.value) : undefined;
}

function exactForm(value: string): PathForm | PatternFault {
  const pattern = LITERAL.test(value) ? valuesPattern(value) : regexPattern(`^${escaped(value)}$`);
  return form(value, pattern, pattern, { type: "exact" }, { type: "exact", value });
}

function prefixForm(value: string): PathForm | PatternFault {
  if (value === "") return { pattern: undefined, compact: undefined, class: prefixClass(value), reach: undefined };
  const compact = regexPattern(`^${escaped(value)}(?:/.*)?$`);
  const pattern = LITERAL.test(value) ? valuesPattern(value, `${value}/*`) : compact;
  return form(value, pattern, compact, prefixClass(value), { type: "prefix", value });
}

function expressionForm(value: string): PathForm | PatternFault {
  const pattern = regexPattern(anchored(value));
  const reach = { type: "regular-expression" } as const;
  return form(value, pattern, pattern, { type: "regular-expression", length: value.length }, reach);
}

function form(
  value: string,
  pattern: Pattern,
  compact: Pattern,
  pathClass: PathClass,
  reach: PathReach,
): PathForm | PatternFault {
  if (pattern.values.every(fitsLength)) {
    return { pattern, compact: compact.values.every(fitsLength) ? compact : undefined, class: pathClass, reach };
  }
  const longest = Math.max(...pattern.values.map(({ length }) => length));
  return {
    code: "alb-path-length",
    message: `"${value}" takes ${longest} characters in a condition on the path, and a load balancer takes ${RULE_LIMITS.valueLength}`,
    remedy: "match a shorter prefix",
  };
}

function prefixClass(value: string): PathClass {
  return { type: "prefix", segments: value.split("/").length - 1 };
}

export function isPathFault(result: PathForm | PatternFault): result is PatternFault {
  return "code" in result;
}
