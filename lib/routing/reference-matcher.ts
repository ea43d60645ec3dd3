import { HostnameSet, type Router } from "../topology";
import { firstFailure } from "./failure";
import { matchEntries } from "./match-entry";
import type { Matcher } from "./matcher";
import { type Candidate, compareCandidates } from "./precedence";

/** Every match of every route, once for each hostname that the route has in common with its router. */
export function routeCandidates(router: Router): readonly Candidate[] {
  const ofRouter = new HostnameSet(router.hostnames);
  return matchEntries(router).flatMap((entry): readonly Candidate[] => {
    const hostnames = ofRouter.intersect(entry.route.hostnames);
    return hostnames === undefined
      ? [{ entry, hostname: undefined }]
      : hostnames.map((hostname) => ({ entry, hostname }));
  });
}

/**
 * The meaning of a routing table, without regard to speed: collect the candidates that fit, sort them by precedence,
 * take the first.
 */
export function createReferenceMatcher(router: Router): Matcher {
  const candidates = routeCandidates(router);
  return {
    match(request) {
      const fitting = candidates.filter((candidate) => firstFailure(candidate, request) === undefined);
      const [first] = fitting.sort(compareCandidates);
      if (first === undefined) return undefined;
      const { route, routeIndex, match, matchIndex } = first.entry;
      return { route, routeIndex, match, matchIndex, hostname: first.hostname };
    },
  };
}
