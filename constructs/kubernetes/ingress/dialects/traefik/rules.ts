import { type Candidate, compareCandidates } from "../../../../../lib/routing";
import { isWildcard } from "../../../../../lib/topology";
import { groupBy } from "../../../group-by";
import { hasConditions, type PlannedRoute } from "../../../routes";
import { priorityOf, RANK_SIZE, rankOf } from "./priority";
import { routingPath } from "./routing-path";

/** One router of Traefik: a match of a route at one hostname, and where it stands. */
export interface TraefikRule {
  readonly route: PlannedRoute;
  readonly candidate: Candidate;
  readonly rank: number;
  readonly priority: number;
  /** Whether an Ingress says all of it. */
  readonly isPlain: boolean;
}

/** Every match of the routes by falling precedence, without those that another stands before on every request. */
export function traefikRules(routes: readonly PlannedRoute[]): TraefikRule[] {
  const all = routes
    .flatMap((route) => route.candidates.map((candidate) => ({ route, candidate })))
    .sort((a, b) => compareCandidates(a.candidate, b.candidate));
  const ranked = groupBy(withoutShadowed(all), ({ candidate }) => rankOf(candidate));
  return [...ranked].flatMap(([rank, rules]) => {
    // A plain rule has no condition, so that all others of its rank that fit the same request stand before it.
    const special = rules.filter((rule) => !isPlain(rule));
    return rules.map((rule) => {
      const place = special.indexOf(rule);
      const isPlainRule = place < 0;
      return {
        ...rule,
        rank,
        priority: priorityOf(rank, isPlainRule ? 0 : Math.min(special.length - place, RANK_SIZE - 1)),
        isPlain: isPlainRule,
      };
    });
  });
}

interface RuleInput {
  readonly route: PlannedRoute;
  readonly candidate: Candidate;
}

/** At one hostname and path, nothing is reached after a match without further conditions. */
function withoutShadowed(rules: readonly RuleInput[]): RuleInput[] {
  const taken = new Set<string>();
  return rules.filter(({ candidate }) => {
    const { type, value } = candidate.entry.path;
    const place = JSON.stringify([candidate.hostname, type, value]);
    if (taken.has(place)) return false;
    if (!hasConditions(candidate.entry)) taken.add(place);
    return true;
  });
}

function isPlain({ route, candidate }: RuleInput): boolean {
  const { hostname, entry } = candidate;
  return (
    !hasConditions(candidate.entry) &&
    !(hostname !== undefined && isWildcard(hostname)) &&
    entry.path.type !== "RegularExpression" &&
    routingPath(entry.path.value) === entry.path.value &&
    isPlainRoute(route)
  );
}

function isPlainRoute(route: PlannedRoute): boolean {
  return (
    route.backends.length === 1 &&
    (route.route.filters ?? []).length === 0 &&
    route.timeouts.request === undefined &&
    route.timeouts.backendRequest === undefined &&
    route.retry === undefined
  );
}
