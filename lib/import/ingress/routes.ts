import type { Filter, Route, RouteMatch } from "../../topology";
import type { Names } from "../names";
import type { SecretFile } from "../users";
import { hostRewriteOf, redirectOf, timeoutsOf } from "./annotations";
import { type Canary, canaryOf } from "./canary";
import type { IngressDocument } from "./documents";
import { type Entry, type EntryContext, entriesOf } from "./entries";

/** A route, and whether plain HTTP is led to HTTPS in its place. */
export interface ImportedRoute {
  readonly route: Route;
  readonly redirectsToHttps: boolean;
}

/** Routes, and the files that they name. */
export interface ImportedRoutes {
  readonly routes: readonly ImportedRoute[];
  readonly files: readonly SecretFile[];
}

/** All paths of all Ingresses as routes of one table; canaries are worked into the routes that they repeat. */
export function routesOf(ingresses: readonly IngressDocument[], context: EntryContext): ImportedRoutes {
  const { entries, files } = entriesOf(ingresses, context);
  const canaries = entries.filter(({ annotations }) => annotations.isOn("canary"));
  const mains = entries.filter((entry) => !canaries.includes(entry));
  for (const canary of canaries) {
    if (mains.some((main) => isSamePlace(main, canary))) continue;
    context.remarks.changed(
      "import-canary",
      canary.ingress.path,
      "it is the canary of no Ingress of this file, so nothing leads to it",
      "put the Ingress with its host and path into the file too",
    );
  }
  const routes = mains.flatMap((main) =>
    importedRoutes(
      main,
      canaries.filter((canary) => isSamePlace(main, canary)),
      context.names,
    ),
  );
  return { routes, files };
}

function importedRoutes(main: Entry, canaries: readonly Entry[], names: Names): readonly ImportedRoute[] {
  const { annotations } = main;
  const redirectsToHttps =
    annotations.isOn("force-ssl-redirect") || (hasTls(main) && annotations.get("ssl-redirect") !== "false");
  const shares = canaries.map((entry) => ({ entry, canary: canaryOf(entry.annotations) }));
  const taken = shares.reduce((sum, { canary }) => sum + (canary?.percent ?? 0), 0);
  const routes = [
    ...shares.flatMap(({ entry, canary }) => canaryRoutes(entry, canary, main, names)),
    routeOf(main, main.name, matchOf(main), [
      { service: main.service.name, ...(taken === 0 ? {} : { weight: Math.max(0, 100 - taken) }) },
      ...shares.flatMap(({ entry, canary }) =>
        canary === undefined || canary.percent === 0 ? [] : [{ service: entry.service.name, weight: canary.percent }],
      ),
    ]),
  ];
  return routes.map((route) => ({ route, redirectsToHttps }));
}

function canaryRoutes(entry: Entry, canary: Canary | undefined, main: Entry, names: Names): readonly Route[] {
  if (canary === undefined || canary.matches.length === 0) return [];
  const [first, ...more] = canary.matches.map((match) => ({ ...matchOf(main), ...match }));
  if (first === undefined) return [];
  const route = routeOf(main, names.take(`${entry.name}-canary`), first, [{ service: entry.service.name }]);
  return [{ ...route, matches: [first, ...more] }];
}

function matchOf({ translated }: Entry): RouteMatch {
  return { path: translated.path };
}

function routeOf(entry: Entry, name: string, match: RouteMatch, backends: NonNullable<Route["backends"]>): Route {
  const { annotations, path, translated, isClosed, filters } = entry;
  const common = { name, ...(path.host === undefined ? {} : { hostnames: [path.host] }), matches: [match] };
  if (isClosed) return { ...common, filters };
  const redirect = redirectOf(annotations);
  if (redirect !== undefined) return { ...common, filters: [...filters, redirect] };
  const all = [...filters, ...joined([...translated.filters, ...hostRewriteOf(annotations)])];
  return { ...common, ...(all.length === 0 ? {} : { filters: all }), backends, ...timeoutsOf(annotations) };
}

/** A route has one rewrite at most, of path and host. */
function joined(filters: readonly Filter[]): readonly Filter[] {
  const [first, second] = filters;
  return first?.type === "URLRewrite" && second?.type === "URLRewrite" ? [{ ...first, ...second }] : filters;
}

function isSamePlace(one: Entry, other: Entry): boolean {
  return one.path.host === other.path.host && one.path.value === other.path.value && one.path.type === other.path.type;
}

function hasTls({ ingress, path }: Entry): boolean {
  return ingress.tls.some(({ hosts }) => hosts.length === 0 || (path.host !== undefined && hosts.includes(path.host)));
}
