import type { Candidate, PathCondition } from "../../../../../lib/routing";
import { isWildcard } from "../../../../../lib/topology";

/** The most labels that a hostname of 253 characters has. */
const MOST_LABELS = 127;

/** Prefixes of 1,024 characters have at most so many segments. */
const MOST_SEGMENTS = 512;
const LONGEST_EXPRESSION = 1024;
const PATH_RANKS = MOST_SEGMENTS + 1 + LONGEST_EXPRESSION + 1;

/** Priorities that share a rank: room for the rules that are at the same host and path. */
export const RANK_SIZE = 10_000;

/**
 * Where a match stands by host and path: an ascending number that depends on nothing else, so that no other route can
 * move it.
 *
 * Only the order of matches that one request can fit matters, and those are easy to tell apart. Exact hostnames that
 * fit one request are equal, wildcards differ in their number of labels; exact paths are equal, prefixes differ in
 * their number of segments. Regular expressions are ranked by their length, as precedence has it.
 */
export function rankOf({ hostname, entry }: Candidate): number {
  return hostRank(hostname) * PATH_RANKS + pathRank(entry.path);
}

function hostRank(hostname: string | undefined): number {
  if (hostname === undefined) return 0;
  return isWildcard(hostname) ? Math.min(hostname.split(".").length - 1, MOST_LABELS - 1) : MOST_LABELS;
}

function pathRank({ type, value }: PathCondition): number {
  switch (type) {
    case "Exact":
      return PATH_RANKS - 1;
    case "RegularExpression":
      return MOST_SEGMENTS + Math.min(value.length, LONGEST_EXPRESSION);
    case "PathPrefix":
      return Math.min(value.split("/").length - 1, MOST_SEGMENTS);
  }
}

/**
 * The priority of a router in Traefik, the higher the earlier. 0 would mean the length of its rule.
 *
 * The highest is 1,968,640,000, within what a router may have on 32-bit machines: 2,147,482,647.
 *
 * @param place - counted from 0, among the rules of the same rank, the last by precedence first
 */
export function priorityOf(rank: number, place: number): number {
  return rank * RANK_SIZE + place + 1;
}
