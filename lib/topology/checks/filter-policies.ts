import { cidrFault } from "../address";
import { tryParseDuration } from "../duration";
import type { Location } from "../location";
import type { BasicAuth, Cors, ErrorPages, Filter, IpAccess } from "../model";
import type { Draft } from "../structure";
import { isUserFault, parseUserEntry } from "../user-entry";
import { quoted } from "../wording";
import type { Check, Report, Subject } from "./check";
import { placed } from "./walk";

/** Filters that protect a service or dress its responses say enough, and nothing that contradicts itself. */
export const filterPolicies: Check = (subject, report) => {
  for (const { value: route, at } of subject.routes) {
    for (const { value: filter, at: place } of placed(route.filters, [...at, "filters"])) {
      checkPolicy(filter, place, subject, report);
    }
  }
};

function checkPolicy(filter: Draft<Filter>, at: Location, subject: Subject, report: Report): void {
  switch (filter.type) {
    case "BasicAuth":
      checkOneOf(filter, ["users", "usersFile"], at, subject, report);
      checkUsers(filter, at, report);
      break;
    case "IPAccess":
      checkRanges(filter, at, subject, report);
      break;
    case "RateLimit":
      checkPositive(filter.interval, [...at, "interval"], report);
      break;
    case "ForwardAuth":
      checkPositive(filter.timeout, [...at, "timeout"], report);
      break;
    case "CORS":
      checkOrigins(filter, at, report);
      break;
    case "ErrorPages":
      checkPages(filter, at, subject, report);
      break;
  }
}

/** Of two fields exactly one is there. */
function checkOneOf<Holder extends object>(
  holder: Holder,
  [first, second]: readonly [keyof Holder & string, keyof Holder & string],
  at: Location,
  subject: Subject,
  report: Report,
): void {
  const has = (field: keyof Holder & string) => subject.isPresent(at, field, holder[field]);
  if (has(first) && has(second)) {
    report.error([...at, second], "one-of-two", `"${first}" and "${second}" are both given`, "keep one of the two");
  } else if (!has(first) && !has(second)) {
    report.error(at, "one-of-two", `neither "${first}" nor "${second}" is given`, "add one of the two");
  }
}

function checkUsers({ users }: Draft<BasicAuth>, at: Location, report: Report): void {
  const seen = new Set<string>();
  for (const { value: line, at: place } of placed(users, [...at, "users"])) {
    const entry = parseUserEntry(line);
    if (isUserFault(entry)) {
      report.error(place, "invalid-user", `the entry ${entry.reason}`, entry.remedy);
    } else if (seen.has(entry.name)) {
      report.error(place, "duplicate-user", `a second entry for the user ${quoted(entry.name)}`, "keep one of the two");
    } else {
      seen.add(entry.name);
    }
  }
}

function checkRanges(filter: Draft<IpAccess>, at: Location, subject: Subject, report: Report): void {
  const lists = ["allow", "deny"] as const;
  if (!lists.some((list) => subject.isPresent(at, list, filter[list]))) {
    report.error(at, "nothing-restricted", "the filter allows every address", 'add "allow" or "deny"');
  }
  for (const list of lists) {
    for (const { value: range, at: place } of placed(filter[list], [...at, list])) {
      const fault = cidrFault(range);
      if (fault !== undefined) report.error(place, "invalid-range", `${quoted(range)} ${fault.reason}`, fault.remedy);
    }
  }
}

function checkOrigins({ allowOrigins, allowCredentials }: Draft<Cors>, at: Location, report: Report): void {
  if (allowCredentials !== true || allowOrigins?.includes("*") !== true) return;
  const message = "pages of every origin may use the cookies of whoever opens them";
  const remedy = 'name the origins that may, or leave "allowCredentials" out';
  report.warning([...at, "allowOrigins"], "credentials-for-all", message, remedy);
}

function checkPages(filter: Draft<ErrorPages>, at: Location, subject: Subject, report: Report): void {
  for (const { value: page, at: place } of placed(filter.pages, [...at, "pages"])) {
    checkOneOf(page, ["body", "file"], place, subject, report);
    for (const { value: range, at: rangeAt } of placed(page.statuses, [...place, "statuses"])) {
      const [, low, high] = /^(\d{3})-(\d{3})$/.exec(range) ?? [];
      if (low === undefined || high === undefined || low <= high) continue;
      report.error(rangeAt, "empty-range", `${quoted(range)} ends before it starts`, `write "${high}-${low}"`);
    }
  }
}

function checkPositive(duration: string | undefined, at: Location, report: Report): void {
  if (duration === undefined || tryParseDuration(duration) !== 0) return;
  const message = `${quoted(duration)} is no time at all`;
  report.error(at, "zero-duration", message, "write a duration above zero, or leave the field out for its default");
}
