import { type Candidate, compareCandidates, type MatchEntry } from "../../../lib/routing";
import { isWildcard } from "../../../lib/topology";
import { groupBy } from "../group-by";

/** Everything that requests for one host, and for no more specific one, may take. */
export interface HostTable<C extends Candidate> {
  /** `undefined` is every host that no other table is for. */
  readonly hostname: string | undefined;
  /** By precedence. Those of less specific hosts are among them where they still apply. */
  readonly candidates: readonly C[];
}

/**
 * One table for each hostname, in which the less specific hostnames' entries are repeated.
 *
 * An Ingress decides the host before the path, and whether a host without a fitting path falls through to a wildcard
 * differs from one controller to the next. With everything that applies in one table, both come to the same, and to
 * what Portico means: the most specific hostname first, but the others after it.
 *
 * What another entry of the table stands before on every request is left out. Where entries have no conditions beside
 * their paths, which are nested or apart, the longest path of those left is then also the first by precedence.
 */
export function hostTables<C extends Candidate>(candidates: readonly C[]): HostTable<C>[] {
  const byHost = groupBy([...candidates].sort(compareCandidates), ({ hostname }) => hostname);
  return [...byHost.keys()].sort(compareHostnames).map((hostname) => ({
    hostname,
    candidates: withoutShadowed(widerHostnames(hostname).flatMap((wider) => byHost.get(wider) ?? [])),
  }));
}

/** More specific ones first; in an order that a further hostname does not change. */
function compareHostnames(a: string | undefined, b: string | undefined): number {
  const [rankA, rankB] = [hostnameRank(a), hostnameRank(b)];
  if (rankA !== rankB) return rankB - rankA;
  return (a ?? "") < (b ?? "") ? -1 : 1;
}

/** Labels of a wildcard: of two that cover one host, one has more. An exact name stands before all, no name after. */
function hostnameRank(hostname: string | undefined): number {
  if (hostname === undefined) return 0;
  return isWildcard(hostname) ? hostname.split(".").length : Number.POSITIVE_INFINITY;
}

/** The hostname itself, then each that covers it, by falling precedence; `undefined` is every host. */
function widerHostnames(hostname: string | undefined): readonly (string | undefined)[] {
  if (hostname === undefined) return [undefined];
  const labels = (isWildcard(hostname) ? hostname.slice(2) : hostname).split(".");
  const wildcards = labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join(".")}`);
  return [hostname, ...wildcards, undefined];
}

function withoutShadowed<C extends Candidate>(candidates: readonly C[]): C[] {
  const exact = new Set<string>();
  const prefixes = new Set<string>();
  const seen = new Set<string>();
  return candidates.filter(({ entry }) => {
    const { type, value } = entry.path;
    // A route may have several of the hostnames that lead to one table.
    const match = `${entry.routeIndex} ${entry.matchIndex}`;
    const isRegular = type === "RegularExpression";
    const shadowed =
      seen.has(match) ||
      prefixes.has("") ||
      (type === "Exact" && exact.has(value)) ||
      (!isRegular && isUnderOne(value, prefixes));
    seen.add(match);
    if (!shadowed && !hasConditions(entry) && !isRegular) (type === "Exact" ? exact : prefixes).add(value);
    return !shadowed;
  });
}

/** Whether an entry asks for more than host and path. */
export function hasConditions({ method, headers, queryParams, sourceRanges }: MatchEntry): boolean {
  return method !== undefined || headers.length > 0 || queryParams.length > 0 || sourceRanges.length > 0;
}

/** Whether the path lies under one of the prefixes, which have no trailing slash. */
function isUnderOne(path: string, prefixes: ReadonlySet<string>): boolean {
  if (prefixes.has(path)) return true;
  for (let slash = path.lastIndexOf("/"); slash >= 0; slash = path.lastIndexOf("/", slash - 1)) {
    if (prefixes.has(path.slice(0, slash))) return true;
    if (slash === 0) break;
  }
  return false;
}
