import type { Location } from "../location";
import type { FilterType, Route } from "../model";
import type { Draft } from "../structure";
import { quoted } from "../wording";
import type { Check, Report, Subject } from "./check";
import { type Placed, placed } from "./walk";

/** Filters that answer instead of a service. */
const ANSWERING: readonly (FilterType | undefined)[] = ["RequestRedirect", "FixedResponse"];

/** A route has backends or a filter that answers, and not both; its weights leave somewhere to go. */
export const backends: Check = function* (subject, report) {
  for (const route of subject.routes) {
    checkAnswer(route, subject, report);
    checkWeights(route.value, [...route.at, "backends"], report);
    yield;
  }
};

function checkAnswer({ value: route, at }: Placed<Draft<Route>>, subject: Subject, report: Report): void {
  const answering = route.filters?.find((filter) => ANSWERING.includes(filter?.type));
  const hasBackends = subject.isPresent(at, "backends", route.backends) && route.backends?.length !== 0;
  if (answering !== undefined && hasBackends) {
    const message = `${answering.type} answers every request of this route, so its backends never get one`;
    report.error([...at, "backends"], "unreachable-backends", message, "leave out the backends or the filter");
    return;
  }
  // An unreadable filter may have been meant to answer.
  const mayAnswer = answering !== undefined || !allReadable(route.filters) || subject.isUnreadable([...at, "filters"]);
  if (mayAnswer || hasBackends) return;
  const remedy = 'name a service in "backends", or add a "RequestRedirect" or "FixedResponse" filter';
  report.error(at, "no-backends", "the route leads nowhere", remedy);
}

function allReadable(list: readonly unknown[] | undefined): boolean {
  return list === undefined || list.every((element) => element !== undefined);
}

function checkWeights(route: Draft<Route>, at: Location, report: Report): void {
  const seen = new Set<string>();
  let total = 0;
  let count = 0;
  for (const { value: backend, at: place } of placed(route.backends, at)) {
    total += backend.weight ?? 1;
    count += 1;
    const { service } = backend;
    if (service === undefined) continue;
    if (seen.has(service)) {
      const message = `service ${quoted(service)} is listed twice`;
      report.warning(
        [...place, "service"],
        "duplicate-backend",
        message,
        "keep one entry, with the sum of the weights",
      );
    }
    seen.add(service);
  }
  if (count > 0 && total === 0) {
    const message = "every weight is 0, so every request of this route is answered 500";
    report.warning(at, "zero-weights", message, "give one backend a weight above 0");
  }
}
