import { finish, HostnameSet, type Router, type Steps } from "../../topology";
import { matchEntriesInSteps } from "../match-entry";
import type { Matcher } from "../matcher";
import { inOrderOfPrecedence } from "../precedence";
import { CompiledMatch } from "./compiled-match";
import { HostTableBuilder } from "./host-table-builder";

export { SourceRanges } from "./source-ranges";

/**
 * A matcher whose cost does not grow with the table: a lookup by host, then by path. Only matches of the same host and
 * path are tried one by one, and regular expressions whose literal start the path shares.
 *
 * The router must be valid; the matcher does not see later changes to it.
 */
export function compileMatcher(router: Router): Matcher {
  return finish(compileMatcherInSteps(router));
}

/** {@link compileMatcher} for who has other things to do meanwhile. The router must not change before it has ended. */
export function* compileMatcherInSteps(router: Router): Steps<Matcher> {
  const hostnames = new HostnameSet(router.hostnames);
  const table = new HostTableBuilder(hostnames.intersect(undefined));
  const ranked = yield* inOrderOfPrecedence(yield* matchEntriesInSteps(router));
  for (const [rank, entry] of ranked.entries()) {
    const match = CompiledMatch.of(entry, rank);
    const own = entry.route.hostnames ?? [];
    if (own.length === 0) table.addShared(entry.path, match);
    else for (const hostname of hostnames.intersect(own) ?? []) table.add(entry.path, match, hostname);
    yield;
  }
  return yield* table.build();
}
