import { loss } from "../../../finding";
import type { PlannedRoute, RouterFinding } from "../../../routes";

/** Requests that Traefik decides otherwise, rare enough not to refuse the route for them. */
export function losses(routes: readonly PlannedRoute[]): RouterFinding[] {
  return routes.flatMap((route) => [...redirectLosses(route), ...matchLosses(route)]);
}

/** Traefik answers methods other than GET with the code that keeps the method. */
function redirectLosses({ index, route, redirect, candidates }: PlannedRoute): RouterFinding[] {
  if (redirect === undefined || candidates.every(({ entry }) => entry.method === "GET")) return [];
  const { statusCode = 302 } = redirect;
  const [at] = (route.filters ?? []).flatMap(({ type }, filter) => (type === "RequestRedirect" ? [filter] : []));
  return [
    {
      ...loss(
        "traefik-redirect-status",
        `filters[${at}].statusCode`,
        `Traefik answers methods other than GET with ${statusCode === 301 ? 308 : 307} instead of ${statusCode}`,
        "match GET alone, or expect both",
      ),
      route: index,
    },
  ];
}

function matchLosses({ index, candidates }: PlannedRoute): RouterFinding[] {
  const entries = [...new Set(candidates.map(({ entry }) => entry))];
  return entries.flatMap(({ matchIndex, headers, queryParams, path, sourceRanges }): RouterFinding[] => {
    const found = (code: string, field: string, message: string, remedy: string): RouterFinding[] => [
      { ...loss(code, `matches[${matchIndex}].${field}`, message, remedy), route: index },
    ];
    return [
      ...(headers.length === 0 && queryParams.length === 0
        ? []
        : found(
            "traefik-repeated-values",
            headers.length === 0 ? "queryParams" : "headers",
            "where a request repeats a header or query parameter, Traefik takes any of its values, not the first or all",
            "let the service itself refuse a repeated one where that matters",
          )),
      ...(path.type === "RegularExpression"
        ? found(
            "traefik-decoded-path",
            "path",
            "Traefik decodes escapes such as %20 before it matches a regular expression",
            "let the expression name the characters that it takes",
          )
        : []),
      ...(sourceRanges.length === 0
        ? []
        : found(
            "kubernetes-client-address",
            "sourceRanges",
            "a controller sees the client's address only where nothing in front of it takes its place",
            "set externalTrafficPolicy: Local on its Service, or let it speak the PROXY protocol",
          )),
    ];
  });
}
