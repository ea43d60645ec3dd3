import type { Filter, Route, RouteMatch } from "../../topology";
import { FORBIDDEN } from "../forbidden";
import type { Remarks } from "../remarks";
import type { SecretFile } from "../users";
import { protectionOf } from "./protection";
import type { KontenaService } from "./setup";

/** A route, and the files that it names. */
export interface KontenaRoute {
  readonly route: Route;
  readonly files: readonly SecretFile[];
}

/** A balanced HTTP service as a route to it. */
export function routeOf(service: KontenaService, name: string, remarks: Remarks): KontenaRoute {
  const hostnames = hostsOf(service);
  const paths = pathsOf(service);
  const isKept = service.environment.get("KONTENA_LB_KEEP_VIRTUAL_PATH") === "true";
  const strips = !isKept && paths.some((path) => path !== "/");
  const matches = paths.map((value): RouteMatch => ({ path: { type: "PathPrefix", value } }));
  reportBoundaries(service, paths, remarks);
  const common = {
    name,
    ...(hostnames.length === 0 ? {} : { hostnames }),
    ...(paths.every((path) => path === "/") ? {} : { matches }),
  };
  const protection = protectionOf(service, name, remarks);
  if (protection === "closed") return { route: { ...common, filters: [FORBIDDEN] }, files: [] };
  const filters: readonly Filter[] = [...protection.filters, ...(strips ? [STRIP] : [])];
  return {
    route: { ...common, ...(filters.length === 0 ? {} : { filters }), backends: [{ service: name }] },
    files: protection.files,
  };
}

const STRIP: Filter = { type: "URLRewrite", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } };

/** The raw prefixes of a service, without the slash at their end. */
export function pathsOf({ environment }: KontenaService): readonly string[] {
  const paths = list(environment.get("KONTENA_LB_VIRTUAL_PATH")).map((path) => {
    const absolute = path.startsWith("/") ? path : `/${path}`;
    return absolute === "/" ? "/" : absolute.replace(/\/+$/, "");
  });
  return paths.length === 0 ? ["/"] : paths;
}

export function hostsOf({ environment }: KontenaService): readonly string[] {
  return list(environment.get("KONTENA_LB_VIRTUAL_HOSTS"));
}

function list(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function reportBoundaries({ path }: KontenaService, paths: readonly string[], remarks: Remarks): void {
  for (const value of paths) {
    if (value === "/") continue;
    remarks.changed(
      "import-path-boundary",
      `${path}.environment.KONTENA_LB_VIRTUAL_PATH`,
      `"${value}" took ${value}x too; a path prefix of Portico's ends at a slash`,
      `add a route where ${value}x is meant to go there`,
    );
  }
}

/**
 * Says where another service gets requests than did: within hosts and paths of one kind Kontena took the first service
 * of the alphabet whose prefix fitted, and Portico takes the longest prefix.
 */
export function reportOrder(services: readonly KontenaService[], remarks: Remarks): void {
  for (const first of services) {
    for (const second of services) {
      if (first.name >= second.name || !sameHosts(first, second)) continue;
      for (const short of pathsOf(first)) {
        const taken = pathsOf(second).find(
          (long) => long.length > short.length && long.startsWith(short) && short !== "/",
        );
        if (taken === undefined) continue;
        remarks.changed(
          "import-order",
          `${second.path}.environment.KONTENA_LB_VIRTUAL_PATH`,
          `"${taken}" went to ${first.name}, whose "${short}" came first in the alphabet; it goes to ${second.name} now`,
          "that is most likely what was meant; otherwise take the route away",
        );
      }
    }
  }
}

function sameHosts(one: KontenaService, other: KontenaService): boolean {
  const [a, b] = [hostsOf(one), hostsOf(other)];
  return a.length === 0 ? b.length === 0 : a.some((host) => b.includes(host));
}
