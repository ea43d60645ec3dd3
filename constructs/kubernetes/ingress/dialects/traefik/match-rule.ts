import type { Candidate, PathCondition, ValueCondition } from "../../../../../lib/routing";
import { isWildcard } from "../../../../../lib/topology";
import { quote, quoteExpression } from "./quote";
import { routingPath } from "./routing-path";

/** A match at one hostname in the rule syntax of Traefik 3 (HTTP routers, "Rules & priority"). */
export function matchRule({ entry, hostname }: Candidate): string {
  const matchers = [
    ...hostMatchers(hostname),
    ...pathMatchers(entry.path),
    ...(entry.method === undefined ? [] : [matcher("Method", entry.method)]),
    ...entry.headers.map((condition) => valueMatcher("Header", condition)),
    ...entry.queryParams.map((condition) => valueMatcher("Query", condition)),
    ...(entry.sourceRanges.length === 0 ? [] : [anyOf(entry.sourceRanges.map((range) => matcher("ClientIP", range)))]),
  ];
  return matchers.length === 0 ? matcher("PathPrefix", "/") : matchers.join(" && ");
}

function hostMatchers(hostname: string | undefined): string[] {
  if (hostname === undefined) return [];
  if (!isWildcard(hostname)) return [matcher("Host", hostname)];
  // Traefik's own wildcard is exactly one label. It leaves a trailing dot of the request's host in place.
  return [matcher("HostRegexp", `^.+${quoteExpression(hostname.slice(1))}\\.?$`)];
}

function pathMatchers({ type, value }: PathCondition): string[] {
  if (type === "RegularExpression") return [matcher("PathRegexp", wholly(value))];
  const path = routingPath(value);
  if (type === "Exact") return [matcher("Path", path)];
  // Traefik's prefix is one of characters: `/a` would take `/ab` along.
  return value === "" ? [] : [anyOf([matcher("Path", path), matcher("PathPrefix", `${path}/`)])];
}

function valueMatcher(kind: "Header" | "Query", { name, value, expression }: ValueCondition): string {
  return expression === undefined ? matcher(kind, name, value) : matcher(`${kind}Regexp`, name, wholly(value));
}

/** Traefik looks for the expression anywhere in the value. */
function wholly(expression: string): string {
  return `^(?:${expression})$`;
}

function anyOf(matchers: readonly string[]): string {
  return matchers.length === 1 ? matchers.join("") : `(${matchers.join(" || ")})`;
}

function matcher(name: string, ...values: readonly string[]): string {
  return `${name}(${values.map(quote).join(", ")})`;
}
