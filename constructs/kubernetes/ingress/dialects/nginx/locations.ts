import type { Candidate, PathCondition } from "../../../../../lib/routing";
import { type Finding, refusal } from "../../../finding";
import { hasConditions, hostTables, type PlannedRoute, type RouterFinding } from "../../../routes";
import { annotationsOf } from "./annotations";

/** A match that asks for a header too, which a canary takes away. */
export interface SpecialMatch {
  readonly route: PlannedRoute;
  readonly candidate: Candidate;
}

/** A path at one host: nginx decides it first, and with it who is asked at all. */
export interface NginxLocation {
  readonly hostname: string | undefined;
  readonly condition: PathCondition;
  /** The route that has no further conditions; none where there is no such route. */
  readonly main: PlannedRoute | undefined;
  /** The one match that stands before the main route. */
  readonly special: SpecialMatch | undefined;
  /** Matches that should stand before the main route too, and why they can't. */
  readonly refused: readonly { readonly match: SpecialMatch; readonly why: string }[];
}

/**
 * Every path that the controller has to know. Whatever fits all requests of a path belongs to it, by precedence: those
 * of shorter prefixes, and of less specific hosts, come after its own.
 */
export function nginxLocations(routes: readonly PlannedRoute[]): NginxLocation[] {
  const byIndex = new Map(routes.map((route) => [route.index, route]));
  return hostTables(routes.flatMap(({ candidates }) => candidates)).flatMap(({ hostname, candidates }) =>
    distinctPaths(candidates).map((condition) => {
      const matches = candidates
        .filter(({ entry }) => covers(entry.path, condition))
        .flatMap((candidate): SpecialMatch[] => {
          const route = byIndex.get(candidate.entry.routeIndex);
          return route === undefined ? [] : [{ route, candidate }];
        });
      return location(hostname, condition, matches);
    }),
  );
}

/** @param matches - all that fit the requests of the path, by precedence */
function location(
  hostname: string | undefined,
  condition: PathCondition,
  matches: readonly SpecialMatch[],
): NginxLocation {
  const mainAt = matches.findIndex(({ candidate }) => !hasConditions(candidate.entry));
  const main = matches[mainAt]?.route;
  const before = mainAt < 0 ? matches : matches.slice(0, mainAt);
  const [first, ...others] = before;
  const why = first === undefined ? undefined : obstacle(first, main);
  const refused = [
    ...(first === undefined || why === undefined ? [] : [{ match: first, why }]),
    ...others.map((match) => ({ match, why: "choose by more than one header at one path" })),
  ];
  // Without a main route there is nothing to take requests away from, and its Ingress does no harm by itself.
  const special = why === undefined || main === undefined ? first : undefined;
  return { hostname, condition, main, special, refused };
}

/** Why a match can't be the canary of a route. */
function obstacle({ route }: SpecialMatch, main: PlannedRoute | undefined): string | undefined {
  if (main === undefined) return "choose by header where no other route takes the rest of the path's requests";
  const [service] = route.backends;
  const isSplit = main.backends.length > 1;
  const isAmong = main.backends.some((backend) => backend.service.name === service?.service.name);
  if (main.backends.length === 0) return "choose by header before a redirect";
  if (isSplit !== isAmong) {
    return isSplit
      ? "choose by header a service that has no share of the path's other requests"
      : "choose by header the service that the path's other requests go to";
  }
  if (JSON.stringify(annotationsOf(route)) === JSON.stringify(annotationsOf(main))) return undefined;
  return `treat these requests otherwise than those of route "${main.route.name}", at whose path they are`;
}

/** Matches that no canary can have. */
export function overloads(locations: readonly NginxLocation[]): RouterFinding[] {
  const found = new Map<string, RouterFinding>();
  for (const { match, why } of locations.flatMap(({ refused }) => refused)) {
    const { entry } = match.candidate;
    const at = `matches[${entry.matchIndex}].headers`;
    const key = `${entry.routeIndex} ${at}`;
    if (!found.has(key)) found.set(key, { ...headerRefusal(at, why), route: entry.routeIndex });
  }
  return [...found.values()];
}

function headerRefusal(at: string, why: string): Finding {
  return refusal(
    "ingress-header-match",
    at,
    `ingress-nginx cannot ${why}`,
    'choose a class that can (traefik), or accept "ingress-header-match" to leave the match out',
  );
}

function distinctPaths(candidates: readonly Candidate[]): PathCondition[] {
  return [...new Map(candidates.map(({ entry: { path } }) => [`${path.type} ${path.value}`, path])).values()];
}

/** Whether every request at the path fits the other path too. */
function covers(other: PathCondition, path: PathCondition): boolean {
  if (other.type === "Exact") return path.type === "Exact" && path.value === other.value;
  return path.value === other.value || path.value.startsWith(`${other.value}/`);
}
