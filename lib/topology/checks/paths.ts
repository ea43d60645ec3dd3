import type { Location } from "../location";
import type { PathModifier } from "../model";
import { isRequestTarget, type PathUse, pathFault } from "../path-value";
import type { Draft } from "../structure";
import { quoted } from "../wording";
import type { Check, Report } from "./check";
import { placed, servicesOf } from "./walk";

/** Paths are such as requests have: what a route matches, what a filter writes, what a health check asks for. */
export const paths: Check = function* ({ topology, routes }, report) {
  for (const { value: route, at } of routes) {
    for (const { value: match, at: place } of placed(route.matches, [...at, "matches"])) {
      const { type, value } = match.path ?? {};
      if ((type === "Exact" || type === "PathPrefix") && value !== undefined) {
        checkPath(value, "match", [...place, "path", "value"], report);
      }
    }
    for (const { value: filter, at: place } of placed(route.filters, [...at, "filters"])) {
      if (filter.type !== "URLRewrite" && filter.type !== "RequestRedirect") continue;
      checkModifier(filter.path, [...place, "path"], report);
    }
    yield;
  }
  for (const { value: service, at } of servicesOf(topology)) {
    const check = service.healthCheck;
    if (check?.type !== "HTTP" || check.path === undefined || isRequestTarget(check.path)) continue;
    const message = `${quoted(check.path)} cannot stand in a request`;
    report.error(
      [...at, "healthCheck", "path"],
      "invalid-path",
      message,
      "percent-encode what is no ASCII letter or digit",
    );
  }
};

function checkModifier(modifier: Draft<PathModifier> | undefined, at: Location, report: Report): void {
  if (modifier?.type === "ReplaceFullPath" && modifier.replaceFullPath !== undefined) {
    checkPath(modifier.replaceFullPath, "write", [...at, "replaceFullPath"], report);
  }
  if (modifier?.type === "ReplacePrefixMatch" && (modifier.replacePrefixMatch ?? "") !== "") {
    checkPath(modifier.replacePrefixMatch ?? "", "write", [...at, "replacePrefixMatch"], report);
  }
}

function checkPath(path: string, use: PathUse, at: Location, report: Report): void {
  const fault = pathFault(path, use);
  if (fault !== undefined) report.error(at, "invalid-path", `${quoted(path)} ${fault.reason}`, fault.remedy);
}
