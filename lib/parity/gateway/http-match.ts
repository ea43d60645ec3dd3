import { Expression } from "../regular-expression";
import type { ParityRequest } from "../request";
import type { Condition } from "../rule";
import { type Block, block, blocks, text } from "../terraform";

/** One match of an HTTPRoute rule, with its defaults. */
export interface HttpMatch {
  readonly path: PathMatch;
  readonly method: string | undefined;
  readonly headers: readonly ValueMatch[];
  readonly queryParams: readonly ValueMatch[];
}

interface PathMatch {
  readonly type: "Exact" | "PathPrefix" | "RegularExpression";
  readonly value: string;
}

export interface ValueMatch {
  readonly name: string;
  readonly value: string;
  readonly isExpression: boolean;
}

/** The matches of a rule; without any, every path (Gateway API, `HTTPRouteRule.Matches`). */
export function readMatches(rule: Block): readonly HttpMatch[] {
  const matches = blocks(rule.matches);
  return (matches.length === 0 ? [{}] : matches).map(readMatch);
}

function readMatch(match: Block): HttpMatch {
  const { type, value } = block(match.path);
  const pathType = text(type) ?? "PathPrefix";
  if (pathType !== "Exact" && pathType !== "PathPrefix" && pathType !== "RegularExpression") {
    throw new SyntaxError(`the path type "${pathType}" is not known`);
  }
  return {
    path: { type: pathType, value: text(value) ?? "/" },
    method: text(match.method),
    headers: readHeaders(match.headers),
    queryParams: firstOfEachName(match.queryParams, (name) => name),
  };
}

export function readHeaders(headers: unknown): readonly ValueMatch[] {
  return firstOfEachName(headers, (name) => name.toLowerCase());
}

/** Of entries with one name the first alone counts (`HTTPHeaderMatch.Name`, `HTTPQueryParamMatch.Name`). */
function firstOfEachName(values: unknown, fold: (name: string) => string): readonly ValueMatch[] {
  const first = new Map<string, ValueMatch>();
  for (const entry of blocks(values)) {
    const name = text(entry.name) ?? "";
    const value = text(entry.value) ?? "";
    if (!first.has(fold(name)))
      first.set(fold(name), { name, value, isExpression: entry.type === "RegularExpression" });
  }
  return [...first.values()];
}

/** Whether a regular expression asks for the whole of a value, which the Gateway API leaves to implementations. */
export type ExpressionFit = "whole" | "anywhere";

/** The conditions of a match, which must all hold (`HTTPRouteMatch`). */
export function matchConditions(match: HttpMatch, fit: ExpressionFit): readonly Condition[] {
  return [
    pathCondition(match.path, fit),
    ...(match.method === undefined ? [] : [methodCondition(match.method)]),
    ...headerConditions(match.headers, fit),
    ...match.queryParams.map((param) => queryCondition(param, fit)),
  ];
}

export function headerConditions(headers: readonly ValueMatch[], fit: ExpressionFit): readonly Condition[] {
  return headers.map((header) => headerCondition(header, fit));
}

function expressionTest(source: string, fit: ExpressionFit): (value: string) => boolean {
  const expression = new Expression(source);
  return (value) => (fit === "whole" ? expression.fitsWhole(value) : expression.fitsWithin(value));
}

/** `PathPrefix` goes by elements, a trailing slash not counted (`PathMatchPathPrefix`). */
function pathCondition({ type, value }: PathMatch, fit: ExpressionFit): Condition {
  return {
    description: `path ${type} ${value}`,
    holds: pathTest(type, value, fit),
    found: ({ target }) => target.path,
  };
}

function pathTest(type: PathMatch["type"], value: string, fit: ExpressionFit): (request: ParityRequest) => boolean {
  if (type === "Exact") return ({ target }) => target.path === value;
  if (type === "PathPrefix") {
    const prefix = value.replace(/\/$/, "");
    return ({ target }) => target.path === prefix || target.path.startsWith(`${prefix}/`);
  }
  const fits = expressionTest(value, fit);
  return ({ target }) => fits(target.path);
}

/** With regard to case (`HTTPMethod`). */
function methodCondition(method: string): Condition {
  return {
    description: `method ${method}`,
    holds: (request) => request.method === method,
    found: (request) => request.method,
  };
}

/** A repeated field is one whose values are joined (RFC 9110 section 5.3). */
function headerCondition(header: ValueMatch, fit: ExpressionFit): Condition {
  const fits = valueTest(header, fit);
  const joined = (request: ParityRequest) => {
    const values = request.headerValues(header.name);
    return values.length === 0 ? undefined : values.join(header.name.toLowerCase() === "cookie" ? "; " : ", ");
  };
  return {
    description: `header ${header.name} ${spell(header)}`,
    holds: (request) => fits(joined(request)),
    found: (request) => joined(request) ?? `no ${header.name}`,
  };
}

/** Of a repeated parameter the first counts (`HTTPQueryParamMatch.Name`). */
function queryCondition(param: ValueMatch, fit: ExpressionFit): Condition {
  const fits = valueTest(param, fit);
  const first = ({ target }: ParityRequest) => firstParameter(target.query, param.name);
  return {
    description: `query parameter ${param.name} ${spell(param)}`,
    holds: (request) => fits(first(request)),
    found: (request) => first(request) ?? `no ${param.name}`,
  };
}

function valueTest({ value, isExpression }: ValueMatch, fit: ExpressionFit): (found: string | undefined) => boolean {
  if (!isExpression) return (found) => found === value;
  const fits = expressionTest(value, fit);
  return (found) => found !== undefined && fits(found);
}

function spell({ value, isExpression }: ValueMatch): string {
  return isExpression ? `fits ${value}` : `= ${value}`;
}

function firstParameter(query: string, name: string): string | undefined {
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    if (pair === "" || decode(equals < 0 ? pair : pair.slice(0, equals)) !== name) continue;
    return equals < 0 ? "" : decode(pair.slice(equals + 1));
  }
  return undefined;
}

function decode(component: string): string {
  try {
    return decodeURIComponent(component);
  } catch {
    return component;
  }
}
