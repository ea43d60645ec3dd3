import type { RequestRedirect, UrlRewrite } from "../../../../../lib/topology";
import { type HeaderChange, headerChanges } from "../../../header-changes";
import { type CustomObject, type Lowered, objectName, partName } from "../../../objects";
import { type PlannedRoute, type RouterInput, routerLabels } from "../../../routes";
import { API_VERSION } from "./api-version";
import { literal, pathChange } from "./path-change";
import type { TraefikRule } from "./rules";

/** What a rule's requests go through before they reach a service, in this order (Traefik, "HTTP middlewares"). */
export function middlewaresOf(rule: TraefikRule, input: RouterInput): Lowered<CustomObject>[] {
  const { route } = rule;
  const made: [kind: string, spec: object][] = [];
  if (route.redirect !== undefined) {
    for (const [kind, spec] of redirectSpecs(route.redirect, rule)) made.push([placed(kind, rule), spec]);
  }
  const headers = headersSpec(route);
  if (headers !== undefined) made.push(["headers", headers]);
  if (route.rewrite?.path !== undefined) made.push([placed("rewrite", rule), rewriteSpec(route.rewrite, rule)]);
  const retry = retrySpec(route);
  if (retry !== undefined) made.push(["retry", retry]);
  return made.map(([kind, spec]) => ({
    id: `middleware-${route.route.name}-${kind}`,
    object: {
      apiVersion: API_VERSION,
      kind: "Middleware",
      metadata: {
        name: partName(objectName(input.router.name).name, route.route.name, kind),
        namespace: input.settings.namespace,
        labels: routerLabels(input),
      },
      spec: spec as Record<string, unknown>,
    },
  }));
}

/** Where the prefix of each match is replaced, the matches need middlewares of their own, as far as they differ. */
function placed(kind: string, { route, candidate }: TraefikRule): string {
  const path = (route.redirect ?? route.rewrite)?.path;
  if (path?.type !== "ReplacePrefixMatch") return kind;
  const prefixes = [...new Set(route.candidates.map(({ entry }) => entry.path.value))];
  const place = prefixes.indexOf(candidate.entry.path.value);
  return place === 0 ? kind : `${kind}-${place + 1}`;
}

const HOST_AND_PORT = "://(\\[[^\\]]+\\]|[^/:?]+)(?::[0-9]+)?";
const QUERY = "(\\?.*)?$";
const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * One middleware; or, where the scheme stays and the port is the default of one of them, one for each scheme, since a
 * Location leaves its scheme's default port out.
 */
function redirectSpecs(redirect: RequestRedirect, rule: TraefikRule): (readonly [kind: string, spec: object])[] {
  const { scheme, port } = redirect;
  if (scheme !== undefined || port === undefined || (port !== DEFAULT_PORTS.http && port !== DEFAULT_PORTS.https)) {
    const shown = scheme === undefined || port !== DEFAULT_PORTS[scheme] ? port : undefined;
    return [["redirect", redirectSpec(redirect, "https?", shown, rule)]];
  }
  return (["http", "https"] as const).map((from) => [
    `redirect-${from}`,
    redirectSpec(redirect, from, port === DEFAULT_PORTS[from] ? undefined : port, rule),
  ]);
}

/** @param from - an expression for the schemes of the URLs that are redirected */
function redirectSpec(
  { scheme, hostname, path, statusCode = 302 }: RequestRedirect,
  from: string,
  port: number | undefined,
  rule: TraefikRule,
): object {
  const change = pathChange(path, rule.candidate.entry.path);
  return {
    redirectRegex: {
      regex: `^(${from})${HOST_AND_PORT}${change.expression}${QUERY}`,
      replacement: [
        scheme ?? "${1}",
        "://",
        hostname === undefined ? "${2}" : literal(hostname),
        port === undefined ? "" : `:${port}`,
        change.replacement("${3}"),
        "${4}",
      ].join(""),
      permanent: statusCode === 301,
    },
  };
}

function rewriteSpec({ path }: UrlRewrite, rule: TraefikRule): object {
  if (path?.type === "ReplaceFullPath") return { replacePath: { path: path.replaceFullPath } };
  const { expression, replacement } = pathChange(path, rule.candidate.entry.path);
  return { replacePathRegex: { regex: `^${expression}$`, replacement: replacement("${1}") } };
}

/** An empty value takes the field away. */
function headersSpec({ requestHeaders, responseHeaders, rewrite }: PlannedRoute): object | undefined {
  const request = { ...fields(headerChanges(requestHeaders)), ...(rewrite?.hostname && { Host: rewrite.hostname }) };
  const response = fields(headerChanges(responseHeaders));
  const spec = {
    ...(Object.keys(request).length === 0 ? {} : { customRequestHeaders: request }),
    ...(Object.keys(response).length === 0 ? {} : { customResponseHeaders: response }),
  };
  return Object.keys(spec).length === 0 ? undefined : { headers: spec };
}

function fields(changes: ReadonlyMap<string, HeaderChange>): Record<string, string> {
  return Object.fromEntries([...changes].map(([name, change]) => [name, change.type === "remove" ? "" : change.value]));
}

/** Traefik counts the first try too. */
function retrySpec({ retry }: PlannedRoute): object | undefined {
  const { attempts = 1, backoff = "25ms" } = retry ?? {};
  return retry === undefined || attempts === 0
    ? undefined
    : { retry: { attempts: attempts + 1, initialInterval: backoff } };
}
