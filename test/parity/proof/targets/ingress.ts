import { Kubernetes } from "../../../../constructs/kubernetes";
import type { PathMatch, Route, RouteMatch } from "../../../../lib/topology";
import { mapHostnames, mapMatches, mapRoutes } from "../narrow";
import type { ProvenTarget } from "../proven-target";
import { CERTIFICATE } from "../tables";

/** An Ingress knows hosts, exact paths and prefixes, and one service. */
export const ingress: ProvenTarget = {
  name: "Ingress v1, a class that is not known",
  platform: () =>
    new Kubernetes({ namespace: "shop", ingressClassName: "some-class", certificates: { [CERTIFICATE]: "shop-tls" } }),
  narrow: (topology) => mapHostnames(mapRoutes(topology, plain), (hostname) => hostname.replace("*", "w")),
  leastCompared: 0.6,
};

function plain(route: Route): Route {
  const { name, hostnames, backends: [backend] = [{ service: "s1" }] } = mapMatches(route, pathAlone);
  const { matches } = mapMatches(route, pathAlone);
  return {
    name,
    ...(hostnames === undefined ? {} : { hostnames }),
    ...(matches === undefined ? {} : { matches }),
    backends: backend === undefined ? [] : [{ service: backend.service }],
  };
}

function pathAlone({ path }: RouteMatch): RouteMatch {
  return path === undefined ? {} : { path: plainPath(path) };
}

function plainPath({ type, value }: PathMatch): PathMatch {
  if (type === "RegularExpression") return { type: "PathPrefix", value: "/a/b" };
  return { type, value: value.replaceAll("%25", "c") };
}
