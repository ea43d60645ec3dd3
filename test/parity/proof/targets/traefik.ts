import { Kubernetes } from "../../../../constructs/kubernetes";
import type { Filter, QueryParamMatch, Route } from "../../../../lib/topology";
import { mapMatches, mapRoutes, without, withoutEmptyServices } from "../narrow";
import type { ProvenTarget } from "../proven-target";
import { CERTIFICATE } from "../tables";
import { hasRepeatedHeader, hasRepeatedParameter, withoutRepeats } from "../unusual-requests";

const RULES = "Traefik documentation, HTTP routers, Rules & Priority; pkg/muxer/http/matcher.go";

/** Traefik knows all of a match, splits requests, rewrites and redirects; it gives no answers of its own. */
export const traefik: ProvenTarget = {
  name: "Traefik",
  platform: () =>
    new Kubernetes({
      namespace: "shop",
      ingressClassName: "traefik",
      certificates: { [CERTIFICATE]: "shop-tls" },
      entryPoints: { 80: "web", 443: "websecure", 8080: "other", 8443: "othersecure" },
    }),
  narrow: (topology) => mapRoutes(topology, narrowRoute),
  narrowRequest: (request) => withoutRepeats({ ...request, url: request.url.replace(/[+;]|%zz/g, "3") }),
  // Traefik makes no router for a service without endpoints, where others answer 503 (Traefik documentation, Kubernetes
  // providers, allowEmptyServices).
  prepare: withoutEmptyServices,
  knownDifferences: [
    {
      what: "any value of a header field or query parameter that is sent twice will do",
      page: RULES,
      warning: "traefik-repeated-values",
      appliesTo: (request) => hasRepeatedHeader(request) || hasRepeatedParameter(request),
    },
    {
      what: "a query is read as Go does: + is a space, and a pair with ; or a bad escape is left out",
      page: "net/url, ParseQuery",
      appliesTo: ({ url }) => /\?.*(?:[+;]|%(?![0-9A-Fa-f]{2}))/.test(url),
    },
    {
      what: "methods other than GET are redirected with 307 and 308, to be repeated as they are",
      page: "pkg/middlewares/redirect/redirect.go",
      warning: "traefik-redirect-status",
      appliesTo: ({ method }) => method !== "GET",
    },
    {
      what: "escapes are decoded before a regular expression is matched",
      page: "pkg/muxer/http/mux.go, withRoutingPath",
      warning: "traefik-decoded-path",
      appliesTo: ({ url }) => /^[^?]*%/.test(url),
    },
  ],
  hasOtherPorts: true,
  leastCompared: 0.6,
};

function narrowRoute(route: Route): Route {
  const filters = route.filters?.filter(({ type }) => type !== "FixedResponse").map(narrowFilter);
  const narrowed = mapMatches(
    { ...without(route, "filters"), ...(filters === undefined ? {} : { filters }) },
    ({ queryParams, path, ...match }) => ({
      ...match,
      ...(path === undefined
        ? {}
        : { path: path.type === "RegularExpression" ? { ...path, value: path.value.replaceAll("%", "") } : path }),
      ...(queryParams === undefined ? {} : { queryParams: queryParams.map(withoutSpaces) }),
    }),
  );
  if (filters?.some(({ type }) => type === "RequestRedirect")) return narrowed;
  const backends = (route.backends ?? [{ service: "s1" }]).map((backend) =>
    backend.weight === 0 ? { ...backend, weight: 1 } : backend,
  );
  return { ...narrowed, backends };
}

function narrowFilter(filter: Filter): Filter {
  if (filter.type !== "RequestRedirect") return filter;
  const { statusCode = 302 } = filter;
  return { scheme: "https", ...filter, statusCode: statusCode % 2 === 1 ? 301 : 302 };
}

function withoutSpaces(param: QueryParamMatch): QueryParamMatch {
  return { ...param, value: param.value.replace(/[ +]/g, "3") };
}
