import { RegularExpression } from "../../routing";
import type { Filter, Route, RouteMatch } from "../../topology";
import type { Names } from "../names";
import type { Remarks } from "../remarks";
import { hostRewriteOf, NginxAnnotations, redirectOf, timeoutsOf, traitsOf } from "./annotations";
import { type Canary, canaryOf } from "./canary";
import type { IngressDocument, IngressPath } from "./documents";
import { replaceAll, type TranslatedPath, translateExpression } from "./rewrite";
import type { FoundService, FoundServices } from "./services";

/** A path of an Ingress, ready to become a route. */
interface Entry {
  readonly ingress: IngressDocument;
  readonly annotations: NginxAnnotations;
  readonly path: IngressPath;
  readonly translated: TranslatedPath;
  readonly service: FoundService;
  readonly name: string;
}

/** A route, and whether plain HTTP is led to HTTPS in its place. */
export interface ImportedRoute {
  readonly route: Route;
  readonly redirectsToHttps: boolean;
}

/** All paths of all Ingresses as routes of one table; canaries are worked into the routes that they repeat. */
export function routesOf(
  ingresses: readonly IngressDocument[],
  services: FoundServices,
  names: Names,
  remarks: Remarks,
): readonly ImportedRoute[] {
  const entries = ingresses.flatMap((ingress) => entriesOf(ingress, services, names, remarks));
  const canaries = entries.filter(({ annotations }) => annotations.isOn("canary"));
  const mains = entries.filter((entry) => !canaries.includes(entry));
  for (const canary of canaries) {
    if (mains.some((main) => isSamePlace(main, canary))) continue;
    remarks.changed(
      "import-canary",
      canary.ingress.path,
      "it is the canary of no Ingress of this file, so nothing leads to it",
      "put the Ingress with its host and path into the file too",
    );
  }
  return mains.flatMap((main) => {
    const own = canaries.filter((canary) => isSamePlace(main, canary));
    return importedRoutes(main, own, remarks, names);
  });
}

function entriesOf(
  ingress: IngressDocument,
  services: FoundServices,
  names: Names,
  remarks: Remarks,
): readonly Entry[] {
  const annotations = new NginxAnnotations(ingress);
  annotations.report(remarks);
  const traits = traitsOf(annotations, ingress.path, remarks);
  return ingress.paths.flatMap((path) => {
    const translated = translate(path, annotations);
    if (translated === undefined) {
      remarks.changed(
        "import-rewrite",
        ingress.path,
        `path "${path.value}" with rewrite-target "${annotations.get("rewrite-target") ?? ""}" cannot be said in Portico's words; it is left out`,
        "add a route whose path and rewrite do what was meant",
      );
      return [];
    }
    const service = services.find(ingress, path.backend);
    service.traits = { ...service.traits, ...traits };
    return [{ ingress, annotations, path, translated, service, name: names.take(ingress.name) }];
  });
}

function translate({ value, type }: IngressPath, annotations: NginxAnnotations): TranslatedPath | undefined {
  const target = annotations.get("rewrite-target");
  const isExpression = type === "ImplementationSpecific" && (annotations.isOn("use-regex") || target !== undefined);
  const translated = isExpression
    ? translateExpression(value, target)
    : {
        path: { type: type === "Exact" ? "Exact" : "PathPrefix", value: plain(value, type) } as const,
        filters: target === undefined ? [] : [replaceAll(target)],
      };
  if (translated?.path.type !== "RegularExpression") return translated;
  try {
    // It is compiled when it is first asked.
    new RegularExpression(translated.path.value).matches("/");
    return translated;
  } catch {
    return undefined;
  }
}

function plain(value: string, type: IngressPath["type"]): string {
  if (value === "") return "/";
  return type === "Exact" || value === "/" ? value : value.replace(/\/+$/, "");
}

function importedRoutes(
  main: Entry,
  canaries: readonly Entry[],
  remarks: Remarks,
  names: Names,
): readonly ImportedRoute[] {
  const { ingress, annotations } = main;
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
  if (sourceRangesOf(annotations).length > 0) {
    remarks.changed(
      "import-source-ranges",
      ingress.path,
      "clients of other addresses got 403; they get what a less specific route answers, or 404",
      "nothing, unless clients tell the two apart",
    );
  }
  return routes.map((route) => ({ route, redirectsToHttps }));
}

function canaryRoutes(entry: Entry, canary: Canary | undefined, main: Entry, names: Names): readonly Route[] {
  if (canary === undefined || canary.matches.length === 0) return [];
  const [first, ...more] = canary.matches.map((match) => ({ ...matchOf(main), ...match }));
  if (first === undefined) return [];
  const route = routeOf(main, names.take(`${entry.name}-canary`), first, [{ service: entry.service.name }]);
  return [{ ...route, matches: [first, ...more] }];
}

function matchOf({ translated, annotations }: Entry): RouteMatch {
  const sourceRanges = sourceRangesOf(annotations);
  return { path: translated.path, ...(sourceRanges.length === 0 ? {} : { sourceRanges }) };
}

function sourceRangesOf(annotations: NginxAnnotations): readonly string[] {
  const text = annotations.get("whitelist-source-range") ?? annotations.get("allowlist-source-range") ?? "";
  return text
    .split(",")
    .map((range) => range.trim())
    .filter((range) => range !== "");
}

function routeOf(entry: Entry, name: string, match: RouteMatch, backends: NonNullable<Route["backends"]>): Route {
  const { annotations, path, translated } = entry;
  const common = { name, ...(path.host === undefined ? {} : { hostnames: [path.host] }), matches: [match] };
  if (annotations.asksForAuthentication) return { ...common, filters: [FORBIDDEN] };
  const redirect = redirectOf(annotations);
  if (redirect !== undefined) return { ...common, filters: [redirect] };
  const filters = joined([...translated.filters, ...hostRewriteOf(annotations)]);
  return { ...common, ...(filters.length === 0 ? {} : { filters }), backends, ...timeoutsOf(annotations) };
}

const FORBIDDEN: Filter = {
  type: "FixedResponse",
  statusCode: 403,
  contentType: "text/plain",
  body: "authentication is not set up yet",
};

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
