import { literalPrefix } from "../literal-prefix";
import type { MatchEntry, PathCondition, ValueCondition } from "../match-entry";
import { coversSourceRange, parseSourceRange } from "../source-range";

/**
 * Whether every request that fits `narrow` fits `wide` too, hostnames aside. `false` may also mean that it cannot be
 * told: of regular expressions only plain shapes are understood.
 */
export function covers(wide: MatchEntry, narrow: MatchEntry): boolean {
  return (
    (wide.method === undefined || wide.method === narrow.method) &&
    coversPath(wide.path, narrow.path) &&
    coversValues(wide.headers, narrow.headers) &&
    coversValues(wide.queryParams, narrow.queryParams) &&
    coversSources(wide.sourceRanges, narrow.sourceRanges)
  );
}

function coversPath(wide: PathCondition, narrow: PathCondition): boolean {
  if (wide.type === narrow.type && wide.value === narrow.value) return true;
  switch (wide.type) {
    case "Exact":
      return false;
    case "PathPrefix":
      return narrow.type !== "RegularExpression" && isUnder(narrow.value, wide.value);
    case "RegularExpression":
      if (narrow.type === "Exact") return wide.expression.matches(narrow.value);
      return narrow.type === "PathPrefix" ? expressionCoversPrefix(wide.value, narrow.value) : isEveryPath(wide.value);
  }
}

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** Whether the expression is a literal followed by "anything" or by "nothing or a slash and anything". */
function expressionCoversPrefix(source: string, prefix: string): boolean {
  const literal = literalPrefix(source);
  const tail = source.slice(source.startsWith("^") ? literal.length + 1 : literal.length);
  // Lengths agree, so that this holds only where the literal stands in the source as it is, without escapes.
  if (!source.endsWith(literal + tail)) return false;
  // The root as a prefix stands for every path, and each of those starts with a slash.
  if (tail === ".*") return `${prefix}${prefix === "" ? "/" : ""}`.startsWith(literal);
  return (tail === "(/.*)?" || tail === "(?:/.*)?") && isUnder(prefix, literal);
}

function isEveryPath(source: string): boolean {
  return expressionCoversPrefix(source, "");
}

function coversValues(wide: readonly ValueCondition[], narrow: readonly ValueCondition[]): boolean {
  return wide.every((condition) => {
    const other = narrow.find(({ name }) => name === condition.name);
    return other !== undefined && coversValue(condition, other);
  });
}

function coversValue(wide: ValueCondition, narrow: ValueCondition): boolean {
  const sameType = (wide.expression === undefined) === (narrow.expression === undefined);
  if (sameType) return wide.value === narrow.value;
  return wide.expression?.matches(narrow.value) ?? false;
}

function coversSources(wide: readonly string[], narrow: readonly string[]): boolean {
  if (wide.length === 0) return true;
  const ranges = wide.map(parseSourceRange);
  return narrow.length > 0 && narrow.map(parseSourceRange).every((n) => ranges.some((w) => coversSourceRange(w, n)));
}
