import { type IngressRule, redirectPart } from "./ingress-rules";

interface Arrival {
  readonly scheme: "http" | "https";
  readonly port: number;
}

/**
 * The rules that the controller keeps: none that would redirect for ever, and none after a redirect that it takes for one
 * of all their requests (pkg/ingress/rule_optimizer.go). It looks at values of hosts and paths alone, so that a condition
 * by regular expression counts as none.
 */
export function optimized(rules: readonly IngressRule[], arrival: Arrival): readonly IngressRule[] {
  const kept: IngressRule[] = [];
  for (const rule of rules) {
    if (isEndless(rule, arrival)) continue;
    if (!kept.some((before) => before.redirect !== undefined && isSuperset(before, rule))) kept.push(rule);
  }
  return kept;
}

function isEndless({ redirect, hosts, paths }: IngressRule, { scheme, port }: Arrival): boolean {
  if (redirect === undefined) return false;
  const host = redirectPart(redirect, "host", "#{host}");
  const path = redirectPart(redirect, "path", "/#{path}");
  const toPort = redirectPart(redirect, "port", "#{port}");
  const protocol = redirectPart(redirect, "protocol", "#{protocol}");
  return (
    (host === "#{host}" || hosts.includes(host)) &&
    (path === "/#{path}" || paths.includes(path)) &&
    (toPort === "#{port}" || toPort === String(port)) &&
    (protocol === "#{protocol}" || protocol === scheme.toUpperCase()) &&
    redirectPart(redirect, "query", "#{query}") === "#{query}"
  );
}

function isSuperset(before: IngressRule, after: IngressRule): boolean {
  if (before.hasOthers) return false;
  return (
    (before.hosts.length === 0 || covers(before.hosts, after.hosts)) &&
    (before.paths.length === 0 || before.paths.includes("/*") || covers(before.paths, after.paths))
  );
}

function covers(wide: readonly string[], narrow: readonly string[]): boolean {
  return narrow.length > 0 && narrow.every((value) => wide.includes(value));
}
