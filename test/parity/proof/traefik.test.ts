import { Kubernetes } from "../../../constructs/kubernetes";
import type { QueryParamMatch, Route } from "../../../lib/topology";
import { mapMatches, mapRoutes, without } from "./narrow";
import { prove } from "./prove";
import { hasRepeatedHeader, hasRepeatedParameter, withoutRepeats } from "./repeated";

jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));

const RULES = "Traefik documentation, HTTP routers, Rules & Priority; pkg/muxer/http/matcher.go";

/** Traefik knows all of a match, and splits requests; what filters do is left out. */
prove({
  name: "Traefik",
  platform: () => new Kubernetes({ namespace: "shop", ingressClassName: "traefik" }),
  narrow: (topology) => mapRoutes(topology, narrowRoute),
  narrowRequest: (request) => withoutRepeats({ ...request, url: request.url.replace(/[+;]|%zz/g, "3") }),
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
      what: "escapes are decoded before a regular expression is matched",
      page: "pkg/muxer/http/mux.go, withRoutingPath",
      warning: "traefik-decoded-path",
      appliesTo: ({ url }) => /^[^?]*%/.test(url),
    },
  ],
  leastCompared: 0.6,
});

function narrowRoute(route: Route): Route {
  const narrowed = mapMatches(without(route, "filters"), ({ queryParams, path, ...match }) => ({
    ...match,
    ...(path === undefined
      ? {}
      : { path: path.type === "RegularExpression" ? { ...path, value: path.value.replaceAll("%", "") } : path }),
    ...(queryParams === undefined ? {} : { queryParams: queryParams.map(withoutSpaces) }),
  }));
  const backends = (route.backends ?? [{ service: "s1" }]).map((backend) =>
    backend.weight === 0 ? { ...backend, weight: 1 } : backend,
  );
  return { ...narrowed, backends };
}

function withoutSpaces(param: QueryParamMatch): QueryParamMatch {
  return { ...param, value: param.value.replace(/[ +]/g, "3") };
}
