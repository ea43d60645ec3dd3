import type { PathCondition } from "../../../../../lib/routing";
import { hostTables, type PlannedRoute } from "../../../routes";

/** A path at one host, and the Ingress that it is of. */
export interface HaproxyPath {
  readonly route: PlannedRoute;
  readonly matchIndex: number;
  readonly hostname: string | undefined;
  readonly condition: PathCondition;
  /** `undefined` is the Ingress whose paths only lead to services. */
  readonly part: IngressPart | undefined;
}

/** What tells an Ingress from the others of its router. */
export interface IngressPart {
  readonly id: string;
  /** Of the object's name. */
  readonly suffix: string;
}

/** Every path that the controller has to know, host by host: a host's paths are all that its requests can take. */
export function haproxyPaths(routes: readonly PlannedRoute[]): HaproxyPath[] {
  const byIndex = new Map(routes.map((route) => [route.index, route]));
  return hostTables(routes.flatMap(({ candidates }) => candidates)).flatMap(({ hostname, candidates }) =>
    candidates.flatMap(({ entry }) => {
      const route = byIndex.get(entry.routeIndex);
      if (route === undefined) return [];
      const { path: condition, matchIndex } = entry;
      return [{ route, matchIndex, hostname, condition, part: partOf(route, condition) }];
    }),
  );
}

function partOf(route: PlannedRoute, { value }: PathCondition): IngressPart | undefined {
  const { name, filters = [] } = route.route;
  if (filters.length === 0) return undefined;
  if (route.rewrite?.path?.type !== "ReplacePrefixMatch") return { id: name, suffix: name };
  // The prefix is in the rewrite, and so in the Ingress.
  const prefixes = [...new Set(route.candidates.map(({ entry }) => entry.path.value))];
  const place = prefixes.indexOf(value);
  // No route's name has a "_".
  return {
    id: place === 0 ? name : `${name}_${place + 1}`,
    suffix: place === 0 ? name : `${name}-prefix-${place + 1}`,
  };
}
