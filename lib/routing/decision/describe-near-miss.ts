import type { Failure, ValueNeed } from "../failure";
import type { PrecedenceStep } from "../precedence";
import type { NearMiss } from "./near-miss";

const STEPS: Readonly<Record<PrecedenceStep, string>> = {
  hostname: "a more specific hostname",
  pathType: "the type of its path",
  pathLength: "a longer path",
  method: "its method",
  headers: "more headers",
  queryParams: "more query parameters",
  sourceRanges: "its source ranges",
  order: "its place in the list",
};

/** One line: why a route did not get a request. */
export function describeNearMiss(miss: NearMiss): string {
  const place = `${miss.route}, match ${miss.matchIndex + 1}`;
  if (miss.outcome === "Outranked") return `${place}: fits too; the chosen match has precedence by ${STEPS[miss.by]}`;
  return `${place}: ${describeFailure(miss.failure)}`;
}

/** What a request has in the place of a condition that it does not meet, and what is needed there. */
export function describeFailure(failure: Failure): string {
  switch (failure.condition) {
    case "hostname":
      return `hostname: has "${failure.has}", needs ${list(failure.needs)}`;
    case "path":
      return `path: has "${failure.has}", needs ${failure.needs.type} "${failure.needs.value}"`;
    case "method":
      return `method: has ${failure.has}, needs ${failure.needs}`;
    case "header":
      return `header ${failure.name}: ${describeValue(failure.has, failure.needs)}`;
    case "queryParam":
      return `query parameter ${failure.name}: ${describeValue(failure.has, failure.needs)}`;
    case "sourceRanges":
      return `source address: has ${failure.has}, needs ${list(failure.needs)}`;
  }
}

function describeValue(has: string | undefined, needs: ValueNeed): string {
  const needed = needs.type === "Exact" ? `"${needs.value}"` : `RegularExpression "${needs.value}"`;
  return `has ${has === undefined ? "none" : `"${has}"`}, needs ${needed}`;
}

function list(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(" or ");
}
