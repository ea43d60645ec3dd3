import { type CustomObject, type Lowered, objectName, partName } from "../objects";
import { type RouterInput, routeAnnotations, routerLabels } from "../routes";
import { type GatewayTable, isTie } from "./host-table";
import { parentRef, parentsOf } from "./parents";
import type { RouteKind, RouteRule } from "./route-kind";

/** What one object takes (Gateway API, `HTTPRouteSpec`, `GRPCRouteSpec`). */
export const ROUTE_LIMITS = { hostnames: 16, rules: 16, matches: 128 } as const;

export interface RouteObjects {
  readonly objects: readonly Lowered<CustomObject>[];
  /** Rules that cannot stand in one object with all that they tie with. */
  readonly torn: readonly RouteRule[];
}

/** Tables as objects of a kind: one for the hostnames that have the same rules, more where one does not take them all. */
export function routeObjects(kind: RouteKind, tables: readonly GatewayTable[], input: RouterInput): RouteObjects {
  const alike = new Map<string, { readonly hostnames: string[]; readonly rules: readonly RouteRule[] }>();
  for (const table of tables) {
    const rules = tableRules(kind, table);
    const { hostname } = table;
    // What has no hostname is for every host, and shares with none.
    const key = JSON.stringify([hostname === undefined, rules.map(({ rule, route }) => [route.index, rule])]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { hostnames: hostname === undefined ? [] : [hostname], rules });
    else if (hostname !== undefined) known.hostnames.push(hostname);
  }
  const torn: RouteRule[] = [];
  const objects = [...alike.values()].flatMap(({ hostnames, rules }) => {
    const groups = tieGroups(rules);
    torn.push(...groups.filter((group) => !fits(group)).flatMap((group) => group.slice(1)));
    const parts = packed(groups);
    const names = hostnames.length === 0 ? [[]] : chunks(hostnames, ROUTE_LIMITS.hostnames);
    return names.flatMap((some) => parts.map((part, index) => routeObject(kind, some, part, index, input)));
  });
  return { objects, torn };
}

/** The construct's id: of the table's first hostname, and of the part where there are several. */
export function routeId({ id }: RouteKind, hostname: string | undefined, part: number): string {
  return [id, ...(hostname === undefined ? [] : [hostname]), ...partSuffix(part)].join("-");
}

/** Names that sort as the parts do: where all else is equal, the first by name is preferred. */
function partSuffix(part: number): string[] {
  return part === 0 ? [] : [String(part + 1).padStart(3, "0")];
}

/**
 * The rules of a table. Of matches that nothing else tells apart the first rule's is preferred, so that routes stand as
 * they would by their hostnames, and then in the router's order.
 */
function tableRules(kind: RouteKind, { entries }: GatewayTable): RouteRule[] {
  const hostnames = [...new Set(entries.map(({ candidate }) => candidate.hostname))];
  const placeOf = (hostname: string | undefined) => hostnames.indexOf(hostname);
  const routes = [...new Set(entries.map(({ route }) => route))].map((route) => {
    const own = entries.filter((entry) => entry.route === route);
    return { route, own, place: Math.min(...own.map(({ candidate }) => placeOf(candidate.hostname))) };
  });
  return routes
    .sort((a, b) => a.place - b.place || a.route.index - b.route.index)
    .flatMap(({ route, own }) => kind.rules(route, own));
}

/** Rules that tie with one another, directly or through others, in their order. */
function tieGroups(rules: readonly RouteRule[]): RouteRule[][] {
  const groups: RouteRule[][] = [];
  for (const rule of rules) {
    const tied = groups.filter((group) => group.some((other) => rulesTie(other, rule)));
    const [first, ...others] = tied;
    if (first === undefined) {
      groups.push([rule]);
      continue;
    }
    for (const other of others) {
      first.push(...other);
      groups.splice(groups.indexOf(other), 1);
    }
    first.push(rule);
    first.sort((a, b) => rules.indexOf(a) - rules.indexOf(b));
  }
  return groups;
}

function rulesTie(a: RouteRule, b: RouteRule): boolean {
  return a.entries.some((one) => b.entries.some((other) => isTie(one, other)));
}

function fits(rules: readonly RouteRule[]): boolean {
  const matches = rules.reduce((sum, { entries }) => sum + entries.length, 0);
  return rules.length <= ROUTE_LIMITS.rules && matches <= ROUTE_LIMITS.matches;
}

/** Groups in as many parts as it takes; one that fits into none is cut. */
function packed(groups: readonly (readonly RouteRule[])[]): RouteRule[][] {
  const parts: RouteRule[][] = [];
  for (const group of groups) {
    for (const piece of fits(group) ? [group] : group.map((rule) => [rule])) {
      const last = parts.at(-1);
      if (last !== undefined && fits([...last, ...piece])) last.push(...piece);
      else parts.push([...piece]);
    }
  }
  return parts;
}

function routeObject(
  kind: RouteKind,
  hostnames: readonly string[],
  rules: readonly RouteRule[],
  part: number,
  input: RouterInput,
): Lowered<CustomObject> {
  const { router, settings } = input;
  const [hostname] = hostnames;
  const { name } = objectName(router.name);
  return {
    id: routeId(kind, hostname, part),
    object: {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: kind.kind,
      metadata: {
        name: partName(
          name,
          ...(hostname === undefined ? [] : [hostname.replace("*", "wildcard")]),
          ...partSuffix(part),
        ),
        namespace: settings.namespace,
        labels: routerLabels(input),
        annotations: routeAnnotations(
          router.name,
          rules.map(({ route }) => route.route.name),
        ),
      },
      spec: {
        parentRefs: parentsOf(input).map(parentRef),
        ...(hostnames.length === 0 ? {} : { hostnames }),
        rules: rules.map(({ rule }) => rule),
      },
    },
  };
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
