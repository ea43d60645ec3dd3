import type { Filter, RouteMatch } from "../../topology";

/** A path of ingress-nginx as what a route matches, and what becomes of it. */
export interface TranslatedPath {
  readonly path: NonNullable<RouteMatch["path"]>;
  readonly filters: readonly Filter[];
}

/** Written everywhere to take a prefix away: `/app(/|$)(.*)`, `/app/(.*)`, `/app/?(.*)`. */
const STRIPPED = /^(\/[A-Za-z0-9._~/-]*?)(?:\(\/\|\$\)\(\.\*\)|\/\(\.\*\)|\/\?\(\.\*\))\$?$/;
const PLAIN = /^\/[A-Za-z0-9._~%/-]*$/;

/**
 * A path of a rule that ingress-nginx reads as an expression.
 *
 * @param target - of the annotation `rewrite-target`
 * @returns `undefined` where it cannot be said in Portico's words
 */
export function translateExpression(value: string, target: string | undefined): TranslatedPath | undefined {
  const [, prefix] = STRIPPED.exec(value) ?? [];
  if (prefix !== undefined) {
    const path = { type: "PathPrefix", value: prefix === "" ? "/" : prefix } as const;
    if (target === undefined) return { path, filters: [] };
    const [, kept] = /^(\/[A-Za-z0-9._~/-]*?)\/?\$[12]$/.exec(target) ?? [];
    if (kept !== undefined) return { path, filters: [replacePrefix(kept === "" ? "/" : kept)] };
    return PLAIN.test(target) ? { path, filters: [replaceAll(target)] } : undefined;
  }
  if (target !== undefined && !PLAIN.test(target)) return undefined;
  const filters = target === undefined ? [] : [replaceAll(target)];
  if (PLAIN.test(value)) return { path: { type: "PathPrefix", value }, filters };
  // The controller's locations disregard case, and are anchored at their start alone.
  const expression = value.replace(/^\^/, "").replace(/\$$/, "");
  const end = value.endsWith("$") ? "" : ".*";
  return { path: { type: "RegularExpression", value: `(?i)${expression}${end}` }, filters };
}

/** All paths that begin as those of an expression do, as far as its text says it. */
export function literalStart(expression: string): TranslatedPath & { readonly value: string } {
  const text = expression.replace(/^\^/, "");
  const [literal = ""] = /^\/[A-Za-z0-9_~/-]*/.exec(text) ?? [];
  // What may be left out is the last character.
  const certain = /^[?*{]/.test(text.slice(literal.length)) ? literal.slice(0, -1) : literal;
  const value = certain === "" || hasAlternatives(text) ? "/" : certain;
  return { value, path: { type: "RegularExpression", value: `(?i)${value}.*` }, filters: [] };
}

/** Whether an expression has them outside of its groups. */
function hasAlternatives(expression: string): boolean {
  const without = expression.replace(/\([^()]*\)/g, "");
  return without === expression ? expression.includes("|") : hasAlternatives(without);
}

/** The controller puts the target in the place of the whole path. */
export function replaceAll(target: string): Filter {
  return { type: "URLRewrite", path: { type: "ReplaceFullPath", replaceFullPath: target } };
}

function replacePrefix(replacePrefixMatch: string): Filter {
  return { type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch } };
}
