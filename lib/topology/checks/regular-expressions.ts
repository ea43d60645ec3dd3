import { RE2JS } from "re2js";
import type { Location } from "../location";
import { quoted } from "../wording";
import type { Check, Report } from "./check";
import { placed } from "./walk";

interface Pattern {
  readonly type?: string | undefined;
  readonly value?: string | undefined;
}

/** Regular expressions are RE2's, which match in linear time. */
export const regularExpressions: Check = function* ({ routes }, report) {
  const faults = new Map<string, string | undefined>();
  const check = (pattern: Pattern | undefined, at: Location): void => {
    if (pattern?.type !== "RegularExpression" || pattern.value === undefined) return;
    if (!faults.has(pattern.value)) faults.set(pattern.value, syntaxFault(pattern.value));
    reportFault(pattern.value, faults.get(pattern.value), [...at, "value"], report);
  };

  for (const { value: route, at } of routes) {
    for (const { value: match, at: place } of placed(route.matches, [...at, "matches"])) {
      check(match.path, [...place, "path"]);
      for (const header of placed(match.headers, [...place, "headers"])) check(header.value, header.at);
      for (const param of placed(match.queryParams, [...place, "queryParams"])) check(param.value, param.at);
    }
    yield;
  }
};

function syntaxFault(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : String(error);
  }
}

function reportFault(pattern: string, fault: string | undefined, at: Location, report: Report): void {
  if (fault === undefined) return;
  const remedy = /\(\?[=!<]|\\[1-9]/.test(pattern)
    ? "RE2 has neither lookaround nor backreferences; write it without"
    : "write it in RE2 syntax";
  report.error(at, "invalid-regular-expression", `${quoted(pattern)} is not a regular expression: ${fault}`, remedy);
}
