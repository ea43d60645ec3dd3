import { HostnameSet, hostnameFault, isWildcard } from "../hostname";
import type { Location } from "../location";
import type { Router } from "../model";
import type { Draft } from "../structure";
import { quoted, quotedList } from "../wording";
import type { Check, Report } from "./check";
import { listenersOf, type Placed, placed, servicesOf } from "./walk";

const MOST_LISTED = 5;

/** Hostnames are hostnames. */
export const hostnameSyntax: Check = function* ({ topology, routes }, report) {
  for (const { value: listener, at } of listenersOf(topology)) {
    if (listener.protocol !== "TLS") continue;
    for (const route of placed(listener.tlsRoutes, [...at, "tlsRoutes"])) {
      checkList(route.value.hostnames, [...route.at, "hostnames"], report);
    }
  }
  for (const { value: service, at } of servicesOf(topology)) {
    const name = service.tls?.hostname;
    if (name !== undefined) checkExact({ value: name, at: [...at, "tls", "hostname"] }, report);
  }
  for (const { value: router, at } of placed(topology.routers, ["routers"])) {
    checkList(router.hostnames, [...at, "hostnames"], report);
  }
  for (const { value: route, at } of routes) {
    checkList(route.hostnames, [...at, "hostnames"], report);
    for (const { value: filter, at: place } of placed(route.filters, [...at, "filters"])) {
      if (filter.type !== "URLRewrite" && filter.type !== "RequestRedirect") continue;
      if (filter.hostname !== undefined) checkExact({ value: filter.hostname, at: [...place, "hostname"] }, report);
    }
    yield;
  }
};

/** A route's hostnames are among its router's: others never get to the route. */
export const routeHostnames: Check = ({ topology }, report) => {
  for (const { value: router, at } of placed(topology.routers, ["routers"])) {
    // Without names of its own it answers for every host.
    if (router.hostnames === undefined || router.hostnames.length === 0 || !allValid(router.hostnames)) continue;
    const hosts = new HostnameSet(readable(router.hostnames));
    for (const route of placed(router.routes, [...at, "routes"])) {
      const { hostnames } = route.value;
      if (hostnames === undefined || hostnames.length === 0 || !allValid(hostnames)) continue;
      checkReach(hosts, router, { value: readable(hostnames), at: [...route.at, "hostnames"] }, report);
    }
  }
};

function checkReach(
  hosts: HostnameSet,
  router: Draft<Router>,
  { value: hostnames, at }: Placed<readonly string[]>,
  report: Report,
): void {
  const outside = hostnames.map((hostname) => hosts.intersect([hostname])?.length === 0);
  const name = router.name ?? "";
  if (!outside.includes(true)) return;
  if (!outside.includes(false)) {
    const own = readable(router.hostnames);
    const remedy =
      own.length > MOST_LISTED ? "name hosts that it answers for" : `it answers for ${quotedList(own, "and")}`;
    report.error(at, "disjoint-hostnames", `router ${quoted(name)} answers for none of these hosts`, remedy);
    return;
  }
  for (const [index, hostname] of hostnames.entries()) {
    if (outside[index] !== true) continue;
    const message = `router ${quoted(name)} does not answer for ${quoted(hostname)}, so it has no effect here`;
    report.warning(
      [...at, index],
      "hostname-outside-router",
      message,
      "add it to the router's hostnames, or leave it out",
    );
  }
}

function checkList(hostnames: readonly (string | undefined)[] | undefined, at: Location, report: Report): void {
  for (const hostname of placed(hostnames, at)) checkSyntax(hostname, report);
}

function checkSyntax({ value, at }: Placed<string>, report: Report): boolean {
  const fault = hostnameFault(value);
  if (fault !== undefined) report.error(at, "invalid-hostname", `${quoted(value)} ${fault.reason}`, fault.remedy);
  return fault === undefined;
}

function checkExact(hostname: Placed<string>, report: Report): void {
  if (!checkSyntax(hostname, report) || !isWildcard(hostname.value)) return;
  const message = `${quoted(hostname.value)} is a wildcard, and a request goes to one host`;
  report.error(hostname.at, "invalid-hostname", message, "write the host in full");
}

function allValid(hostnames: readonly (string | undefined)[] | undefined): boolean {
  return (hostnames ?? []).every((hostname) => hostname !== undefined && hostnameFault(hostname) === undefined);
}

function readable(hostnames: readonly (string | undefined)[] | undefined): readonly string[] {
  return (hostnames ?? []).filter((hostname) => hostname !== undefined);
}
