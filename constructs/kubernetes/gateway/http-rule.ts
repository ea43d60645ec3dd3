import type { PathCondition, ValueCondition } from "../../../lib/routing";
import type { PathModifier, RequestMirror } from "../../../lib/topology";
import { type HeaderModifier, headerChanges } from "../header-changes";
import type { BackendService, PlannedRoute } from "../routes";
import type { GatewayEntry } from "./host-table";

/** One rule of an HTTPRoute, and what it stands for. */
export interface HttpRule {
  readonly route: PlannedRoute;
  readonly entries: readonly GatewayEntry[];
  readonly rule: object;
}

/** Matches of one rule (Gateway API, `HTTPRouteRule.matches`). */
const MOST_MATCHES = 64;

/** A route's entries of one table as rules: one, unless there are too many or each has a prefix of its own to replace. */
export function httpRules(route: PlannedRoute, entries: readonly GatewayEntry[]): HttpRule[] {
  const size = replacesPrefix(route) ? 1 : MOST_MATCHES;
  return Array.from({ length: Math.ceil(entries.length / size) }, (_, index) => {
    const part = entries.slice(index * size, (index + 1) * size);
    return { route, entries: part, rule: { matches: part.map(httpMatch), ...ruleEffect(route) } };
  });
}

function replacesPrefix({ rewrite, redirect }: PlannedRoute): boolean {
  return (rewrite ?? redirect)?.path?.type === "ReplacePrefixMatch";
}

function httpMatch({ candidate: { entry } }: GatewayEntry): object {
  return {
    path: pathMatch(entry.path),
    ...(entry.headers.length === 0 ? {} : { headers: entry.headers.map(valueMatch) }),
    ...(entry.queryParams.length === 0 ? {} : { queryParams: entry.queryParams.map(valueMatch) }),
    ...(entry.method === undefined ? {} : { method: entry.method }),
  };
}

function pathMatch({ type, value }: PathCondition): object {
  return { type, value: type === "RegularExpression" ? wholly(value) : value || "/" };
}

function valueMatch({ name, value, expression }: ValueCondition): object {
  return expression === undefined
    ? { type: "Exact", name, value }
    : { type: "RegularExpression", name, value: wholly(value) };
}

/** Whether an expression must fit the whole value, the Gateway API leaves to implementations. */
function wholly(expression: string): string {
  return `^(?:${expression})$`;
}

function ruleEffect(route: PlannedRoute): object {
  const filters = [
    ...headerFilter("RequestHeaderModifier", "requestHeaderModifier", route.requestHeaders),
    ...headerFilter("ResponseHeaderModifier", "responseHeaderModifier", route.responseHeaders),
    ...rewriteFilter(route),
    ...redirectFilter(route),
    ...route.mirrors.map(mirrorFilter),
  ];
  const { request, backendRequest } = route.timeouts;
  const timeouts = { ...(request && { request }), ...(backendRequest && { backendRequest }) };
  return {
    ...(filters.length === 0 ? {} : { filters }),
    ...(route.backends.length === 0
      ? {}
      : { backendRefs: route.backends.map(({ service, weight }) => ({ ...backendRef(service), weight })) }),
    ...(Object.keys(timeouts).length === 0 ? {} : { timeouts }),
    ...(route.retry === undefined ? {} : { retry: route.retry }),
  };
}

export function backendRef({ name, namespace, port }: BackendService): object {
  return { kind: "Service", name, namespace, port };
}

/** An HTTPRoute takes one filter of the kind for each rule. */
function headerFilter(type: string, field: string, modifiers: readonly HeaderModifier[]): object[] {
  if (modifiers.length === 0) return [];
  const changes = [...headerChanges(modifiers)];
  const values = (kind: "set" | "add") =>
    changes.flatMap(([name, change]) => (change.type === kind ? [{ name, value: change.value }] : []));
  const [set, add] = [values("set"), values("add")];
  const remove = changes.flatMap(([name, { type: kind }]) => (kind === "remove" ? [name] : []));
  return [
    {
      type,
      [field]: {
        ...(set.length === 0 ? {} : { set }),
        ...(add.length === 0 ? {} : { add }),
        ...(remove.length === 0 ? {} : { remove }),
      },
    },
  ];
}

function rewriteFilter({ rewrite }: PlannedRoute): object[] {
  if (rewrite === undefined) return [];
  const { hostname, path } = rewrite;
  return [{ type: "URLRewrite", urlRewrite: { ...(hostname && { hostname }), ...pathModifier(path) } }];
}

function redirectFilter({ redirect }: PlannedRoute): object[] {
  if (redirect === undefined) return [];
  const { scheme, hostname, path, port, statusCode = 302 } = redirect;
  return [
    {
      type: "RequestRedirect",
      requestRedirect: {
        ...(scheme && { scheme }),
        ...(hostname && { hostname }),
        ...pathModifier(path),
        ...(port && { port }),
        statusCode,
      },
    },
  ];
}

function pathModifier(path: PathModifier | undefined): object {
  return path === undefined ? {} : { path };
}

/** A part of a percent is a fraction, which has whole numbers. */
function mirrorFilter({ backend, percent = 100 }: RequestMirror & { readonly backend: BackendService }): object {
  const decimals = String(percent).split(".")[1]?.length ?? 0;
  const share =
    decimals === 0
      ? { percent }
      : { fraction: { numerator: Math.round(percent * 10 ** decimals), denominator: 100 * 10 ** decimals } };
  return {
    type: "RequestMirror",
    requestMirror: { backendRef: backendRef(backend), ...(percent === 100 ? {} : share) },
  };
}
