import type { Candidate, PathCondition } from "../../../lib/routing";
import { groupBy } from "../group-by";
import { hostTables, type PlannedRoute } from "../routes";

/** One match of a route, at the hostname that it got its place in a table by. */
export interface GatewayEntry {
  readonly route: PlannedRoute;
  readonly candidate: Candidate;
}

/** What requests for one hostname may take, in the order of Portico's precedence. */
export interface GatewayTable {
  readonly hostname: string | undefined;
  readonly entries: readonly GatewayEntry[];
}

/**
 * One table for each hostname, in which the entries of wider hostnames are repeated: whether a request goes on to an
 * HTTPRoute of a wider hostname, where no match of the most specific one fits, differs between implementations.
 */
export function gatewayTables(routes: readonly PlannedRoute[]): GatewayTable[] {
  const byIndex = new Map(routes.map((route) => [route.index, route]));
  return hostTables(routes.flatMap(({ candidates }) => candidates)).map(({ hostname, candidates }) => ({
    hostname,
    entries: candidates.flatMap((candidate) => {
      const route = byIndex.get(candidate.entry.routeIndex);
      return route === undefined ? [] : [{ route, candidate }];
    }),
  }));
}

/** An entry that an implementation may try before another, where Portico does not. */
export interface Misplaced {
  readonly entry: GatewayEntry;
  /** What it must not stand before. */
  readonly before: GatewayEntry;
  readonly why: "hostname" | "regular-expression";
}

/**
 * Entries of a table that its HTTPRoutes cannot put in their place: in one table all have the same hostname, so that
 * those of wider hostnames are preferred by their path or conditions; and where regular expressions rank among paths,
 * the Gateway API leaves to implementations.
 */
export function misplaced({ entries }: GatewayTable): Misplaced[] {
  const found: Misplaced[] = [];
  const byRoute = groupBy(entries, ({ route }) => route);
  for (const [later, entry] of entries.entries()) {
    for (const before of entries.slice(0, later)) {
      if (before.route === entry.route || !pathsMeet(before.candidate.entry.path, entry.candidate.entry.path)) continue;
      const isWider = before.candidate.hostname !== entry.candidate.hostname;
      if (isWider && compareAsGateway(entry.candidate, before.candidate) < 0) {
        found.push({ entry, before, why: "hostname" });
      } else if (isExpression(before) !== isExpression(entry) && !isExact(before) && !isExact(entry)) {
        found.push({
          entry: isExpression(before) ? before : entry,
          before: isExpression(before) ? entry : before,
          why: "regular-expression",
        });
      }
    }
  }
  return [...byRoute.keys()].flatMap((route) => found.filter((one) => one.entry.route === route).slice(0, 1));
}

/** The precedence of matches at one hostname, ties left open (Gateway API, `HTTPRouteRule.matches`). */
function compareAsGateway({ entry: a }: Candidate, { entry: b }: Candidate): number {
  return (
    pathRank(a.path) - pathRank(b.path) ||
    b.path.value.length - a.path.value.length ||
    Number(b.method !== undefined) - Number(a.method !== undefined) ||
    b.headers.length - a.headers.length ||
    b.queryParams.length - a.queryParams.length
  );
}

function pathRank({ type }: PathCondition): number {
  if (type === "Exact") return 0;
  return type === "RegularExpression" ? 1 : 2;
}

/** Whether two entries are told apart by nothing but their order. */
export function isTie(a: GatewayEntry, b: GatewayEntry): boolean {
  return compareAsGateway(a.candidate, b.candidate) === 0 && pathsMeet(a.candidate.entry.path, b.candidate.entry.path);
}

/** Whether one request may fit both paths, in doubt yes. */
function pathsMeet(a: PathCondition, b: PathCondition): boolean {
  if (a.type === "RegularExpression" || b.type === "RegularExpression") {
    const [start, other] = [literalStart(a), literalStart(b)];
    return start.startsWith(other) || other.startsWith(start);
  }
  if (a.type === "Exact") return b.type === "Exact" ? a.value === b.value : isUnder(a.value, b.value);
  return isUnder(b.value, a.value) || (b.type === "PathPrefix" && isUnder(a.value, b.value));
}

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** What every path that fits begins with. */
function literalStart({ type, value }: PathCondition): string {
  if (type !== "RegularExpression") return value;
  if (value.includes("|")) return "";
  const [literal = ""] = /^\^?([^\\.+*?()[\]{}^$|]*)/.exec(value)?.slice(1) ?? [];
  // What follows may make the last character one that need not be there.
  return /^[?*{]/.test(value.slice(value.startsWith("^") ? literal.length + 1 : literal.length))
    ? literal.slice(0, -1)
    : literal;
}

function isExpression({ candidate }: GatewayEntry): boolean {
  return candidate.entry.path.type === "RegularExpression";
}

function isExact({ candidate }: GatewayEntry): boolean {
  return candidate.entry.path.type === "Exact";
}
