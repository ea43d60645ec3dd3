import ipaddr from "ipaddr.js";
import type { HeaderMatch, QueryParamMatch, RouteMatch } from "../../../lib/topology";
import type { Findings } from "../findings";
import { type HeaderCondition, headerCondition, LEFT_OUT, reportDoubt } from "./header-condition";
import { doubtfulPath, isPathFault, type PathForm, pathForm } from "./path-pattern";
import { valuesPattern } from "./pattern";
import { queryCondition } from "./query-condition";
import type { QueryStringPair } from "./rule-spec";

/** A match of a route, prepared to be put into rules. */
export interface MatchForm {
  readonly match: RouteMatch;
  readonly matchIndex: number;
  readonly path: PathForm;
  readonly headers: readonly HeaderCondition[];
  readonly queryStrings: readonly QueryStringPair[];
  readonly method: string | undefined;
  readonly sourceIps: readonly string[];
}

/** @returns `undefined` where a load balancer has no condition like one of the match's */
export function matchForm(
  match: RouteMatch,
  matchIndex: number,
  isToken: (value: unknown) => boolean,
  findings: Findings,
): MatchForm | undefined {
  const at = `matches[${matchIndex}]`;
  const path = matchPath(match, `${at}.path`, isToken, findings);
  const headers = firstOfEachName(match.headers ?? [], (name) => name.toLowerCase()).map(([header, index]) =>
    isToken(header.value)
      ? { name: header.name, values: [header.value] }
      : headerCondition(header, `${at}.headers[${index}]`, findings),
  );
  const queryStrings = firstOfEachName(match.queryParams ?? [], (name) => name).map(([param, index]) =>
    isToken(param.value)
      ? { key: param.name, value: param.value }
      : queryCondition(param, `${at}.queryParams[${index}]`, findings),
  );
  if (path === undefined || !allDefined(headers) || !allDefined(queryStrings)) return undefined;
  const sourceIps = [...new Set((match.sourceRanges ?? []).map((range) => (isToken(range) ? range : sourceIp(range))))];
  return { match, matchIndex, path, headers, queryStrings, method: match.method, sourceIps };
}

function matchPath(
  { path }: RouteMatch,
  at: string,
  isToken: (value: unknown) => boolean,
  findings: Findings,
): PathForm | undefined {
  if (path !== undefined && isToken(path.value)) return unknownPath(path.type, path.value);
  const form = pathForm(path);
  if (isPathFault(form)) {
    findings.error(form.code, `${at}.value`, form.message, `${form.remedy}; ${LEFT_OUT}`);
    return undefined;
  }
  const doubtful = doubtfulPath(path);
  if (doubtful !== undefined) reportDoubt(doubtful, `${at}.value`, findings);
  return form;
}

/** A path that is known only when it is deployed: it may overlap every other. */
function unknownPath(type: "Exact" | "PathPrefix" | "RegularExpression", value: string): PathForm {
  const compact = undefined;
  const reach = undefined;
  if (type === "Exact") return { pattern: valuesPattern(value), compact, class: { type: "exact" }, reach };
  if (type === "PathPrefix") {
    return { pattern: valuesPattern(value, `${value}/*`), compact, class: { type: "prefix", segments: 1 }, reach };
  }
  return {
    pattern: { form: "regex", values: [`^${value}$`] },
    compact,
    class: { type: "regular-expression", length: 0 },
    reach,
  };
}

/** Where a name is listed twice, the first entry counts. */
function firstOfEachName<T extends HeaderMatch | QueryParamMatch>(
  conditions: readonly T[],
  fold: (name: string) => string,
): readonly (readonly [T, number])[] {
  const seen = new Set<string>();
  return [...conditions.entries()].flatMap(([index, condition]) => {
    const name = fold(condition.name);
    if (seen.has(name)) return [];
    seen.add(name);
    return [[condition, index] as const];
  });
}

/** IPv4 addresses mapped into IPv6 arrive as IPv4 addresses. */
function sourceIp(range: string): string {
  if (!ipaddr.isValidCIDR(range)) return range;
  const [base, bits] = ipaddr.parseCIDR(range);
  const mapped = base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= 96;
  return mapped ? `${base.toIPv4Address()}/${bits - 96}` : range;
}

function allDefined<T>(list: readonly (T | undefined)[]): list is readonly T[] {
  return list.every((entry) => entry !== undefined);
}
