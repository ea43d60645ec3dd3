import type { Location } from "../location";
import type { Filter, FilterType, Route } from "../model";
import type { Draft } from "../structure";
import type { Check, Report, Subject } from "./check";
import { type Placed, placed } from "./walk";

/** Types that a route may hold several of; of all others, as in the Gateway API, it holds one. */
const REPEATABLE: readonly FilterType[] = ["RequestMirror", "ExtensionRef"];

/** Pairs that contradict each other, the one that takes effect first. */
const EXCLUSIVE: readonly (readonly [FilterType, FilterType])[] = [
  ["RequestRedirect", "URLRewrite"],
  ["FixedResponse", "URLRewrite"],
  ["FixedResponse", "RequestRedirect"],
];

/** A route's filters make sense beside each other and beside its matches. */
export const filterCombinations: Check = (subject, report) => {
  for (const { value: route, at } of subject.routes) {
    const filters = [...placed(route.filters, [...at, "filters"])];
    if (filters.length === 0) continue;
    checkRepetition(filters, report);
    checkExclusion(filters, report);
    for (const filter of filters) checkPrefixReplacement(filter, route, at, subject, report);
  }
};

function checkRepetition(filters: readonly Placed<Draft<Filter>>[], report: Report): void {
  const seen = new Set<FilterType>();
  for (const { value, at } of filters) {
    if (value.type === undefined || REPEATABLE.includes(value.type)) continue;
    if (seen.has(value.type)) {
      report.error(at, "repeated-filter", `a second ${value.type} in one route`, "make one of the two");
    }
    seen.add(value.type);
  }
}

function checkExclusion(filters: readonly Placed<Draft<Filter>>[], report: Report): void {
  for (const [stronger, weaker] of EXCLUSIVE) {
    if (!filters.some(({ value }) => value.type === stronger)) continue;
    for (const { value, at } of filters) {
      if (value.type !== weaker) continue;
      report.error(at, "conflicting-filters", `${weaker} has no meaning beside ${stronger}`, "keep one of the two");
    }
  }
}

/** What replaces a prefix needs one; a match without path, and a route without matches, have the prefix `/`. */
function checkPrefixReplacement(
  { value: filter, at }: Placed<Draft<Filter>>,
  route: Draft<Route>,
  routeAt: Location,
  subject: Subject,
  report: Report,
): void {
  if (filter.type !== "URLRewrite" && filter.type !== "RequestRedirect") return;
  if (filter.path?.type !== "ReplacePrefixMatch") return;
  for (const match of placed(route.matches, [...routeAt, "matches"])) {
    const type = match.value.path?.type;
    if (type === undefined || type === "PathPrefix" || subject.isUnreadable([...match.at, "path"])) continue;
    const message = `ReplacePrefixMatch replaces the prefix that was matched, and a match of this route is of type ${type}`;
    const remedy = 'make every match of the route a "PathPrefix", or use "ReplaceFullPath"';
    report.error([...at, "path", "type"], "prefix-not-matched", message, remedy);
    return;
  }
}
