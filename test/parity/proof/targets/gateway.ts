import { Kubernetes } from "../../../../constructs/kubernetes";
import type { PathMatch, Route, RouteMatch } from "../../../../lib/topology";
import { mapMatches, mapRoutes, without } from "../narrow";
import type { ProvenTarget } from "../proven-target";
import { CERTIFICATE } from "../tables";

/** An HTTPRoute knows all of a match but source ranges; it gives no answers of its own. */
export const gateway: ProvenTarget = {
  name: "Gateway API",
  platform: () =>
    new Kubernetes({
      namespace: "shop",
      gateway: { className: "some-class" },
      certificates: { [CERTIFICATE]: "shop-tls" },
    }),
  narrow: (topology) => mapRoutes(topology, narrowRoute),
  hasOtherPorts: true,
  leastCompared: 0.6,
};

function narrowRoute(route: Route): Route {
  const filters = route.filters?.filter(({ type }) => type !== "FixedResponse");
  const narrowed = mapMatches(
    { ...without(route, "filters"), ...(filters === undefined ? {} : { filters }) },
    narrowMatch,
  );
  const isAnswered = filters?.some(({ type }) => type === "RequestRedirect");
  return isAnswered ? narrowed : { ...narrowed, backends: route.backends ?? [{ service: "s1" }] };
}

function narrowMatch({ path, queryParams, ...match }: RouteMatch): RouteMatch {
  return {
    ...without(match, "sourceRanges"),
    ...(path === undefined ? {} : { path: narrowPath(path) }),
    ...(queryParams === undefined
      ? {}
      : { queryParams: queryParams.map((param) => ({ ...param, value: param.value || "1" })) }),
  };
}

/** Where regular expressions stand among other paths is up to the implementation. */
function narrowPath(path: PathMatch): PathMatch {
  return path.type === "RegularExpression" ? { type: "PathPrefix", value: "/a/b" } : path;
}
