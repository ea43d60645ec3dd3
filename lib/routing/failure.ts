import { hostnameCovers } from "../topology";
import type { PathCondition, ValueCondition } from "./match-entry";
import type { Candidate } from "./precedence";
import { queryParameter } from "./query-parameter";
import type { RouteRequest } from "./route-request";
import { inSourceRange, parseSourceRange } from "./source-range";

/** A condition that a request does not meet: what it needs and what the request has. */
export type Failure =
  | { readonly condition: "hostname"; readonly needs: readonly string[]; readonly has: string }
  | { readonly condition: "path"; readonly needs: PathNeed; readonly has: string }
  | { readonly condition: "method"; readonly needs: string; readonly has: string }
  | {
      readonly condition: "header" | "queryParam";
      readonly name: string;
      readonly needs: ValueNeed;
      /** `undefined` where the request has none of that name. */
      readonly has: string | undefined;
    }
  | { readonly condition: "sourceRanges"; readonly needs: readonly string[]; readonly has: string };

export interface PathNeed {
  readonly type: PathCondition["type"];
  readonly value: string;
}

export interface ValueNeed {
  readonly type: "Exact" | "RegularExpression";
  readonly value: string;
}

/**
 * The first condition of a candidate that a request does not meet; `undefined` where it meets them all. This is the
 * meaning of a match, condition by condition, written to be read.
 */
export function firstFailure({ entry, hostname }: Candidate, request: RouteRequest): Failure | undefined {
  if (hostname !== undefined && !hostnameCovers(hostname, request.hostname)) {
    return { condition: "hostname", needs: [hostname], has: request.hostname };
  }
  if (!fitsPath(entry.path, request.path)) {
    const { type, value } = entry.path;
    const needs = { type, value: type === "PathPrefix" && value === "" ? "/" : value };
    return { condition: "path", needs, has: request.path };
  }
  if (entry.method !== undefined && entry.method !== request.method) {
    return { condition: "method", needs: entry.method, has: request.method };
  }
  for (const needed of entry.headers) {
    const has = request.header(needed.name);
    if (!fitsValue(needed, has)) return { condition: "header", name: needed.name, needs: valueNeed(needed), has };
  }
  for (const needed of entry.queryParams) {
    const has = queryParameter(request.query, needed.name);
    if (!fitsValue(needed, has)) return { condition: "queryParam", name: needed.name, needs: valueNeed(needed), has };
  }
  const { sourceRanges } = entry;
  const inRange = sourceRanges.some((range) => inSourceRange(parseSourceRange(range), request.sourceAddress));
  if (sourceRanges.length > 0 && !inRange) {
    return { condition: "sourceRanges", needs: sourceRanges, has: request.sourceAddress };
  }
  return undefined;
}

function fitsPath(condition: PathCondition, path: string): boolean {
  switch (condition.type) {
    case "Exact":
      return path === condition.value;
    case "PathPrefix":
      return path === condition.value || path.startsWith(`${condition.value}/`);
    case "RegularExpression":
      return condition.expression.matches(path);
  }
}

function fitsValue({ value, expression }: ValueCondition, has: string | undefined): boolean {
  if (has === undefined) return false;
  return expression === undefined ? has === value : expression.matches(has);
}

function valueNeed({ value, expression }: ValueCondition): ValueNeed {
  return { type: expression === undefined ? "Exact" : "RegularExpression", value };
}
