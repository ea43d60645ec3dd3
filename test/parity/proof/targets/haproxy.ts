import { Kubernetes } from "../../../../constructs/kubernetes";
import type { Filter, PathMatch, Route, RouteMatch } from "../../../../lib/topology";
import { mapHostnames, mapMatches, mapRoutes, without } from "../narrow";
import type { ProvenTarget } from "../proven-target";
import { CERTIFICATE } from "../tables";
import { hasUnusualHost, isInNormalForm, withNormalPath } from "../unusual-requests";

/** HAProxy's controller knows hosts, exact paths and prefixes, one service, and changes for all of an Ingress's paths. */
export const haproxy: ProvenTarget = {
  name: "HAProxy Kubernetes Ingress Controller",
  platform: () =>
    new Kubernetes({ namespace: "shop", ingressClassName: "haproxy", certificates: { [CERTIFICATE]: "shop-tls" } }),
  narrow: (topology) => mapHostnames(mapRoutes(topology, narrowRoute), (hostname) => hostname.replace("*", "w")),
  narrowRequest: withNormalPath,
  knownDifferences: [
    {
      what: "the path is compared and passed on as it was sent, not in normal form",
      page: "HAProxy configuration manual, path; http-request normalize-uri",
      warning: "haproxy-raw-path",
      appliesTo: ({ url }) => !isInNormalForm(url),
    },
    {
      what: "the Host is compared with a dot that it ends in, and a redirect to HTTPS keeps a port that it names",
      page: "haproxytech kubernetes-ingress, pkg/controller, txn.host; pkg/haproxy/rules/reqRequestRedirect.go",
      appliesTo: hasUnusualHost,
    },
  ],
  leastCompared: 0.6,
};

function narrowRoute(route: Route): Route {
  const filters = route.filters?.flatMap(narrowFilter);
  const narrowed = mapMatches(without(route, "filters", "timeouts"), pathAlone);
  const [backend = { service: "s1" }] = route.backends ?? [];
  const isAnswered = filters?.some(({ type }) => type === "RequestRedirect");
  return {
    ...without(narrowed, "backends"),
    ...(filters === undefined ? {} : { filters }),
    ...(isAnswered ? {} : { backends: [{ service: backend.service }] }),
  };
}

/** To HTTPS at the same host, or to another host with the same path. */
function narrowFilter(filter: Filter): readonly Filter[] {
  if (filter.type === "FixedResponse") return [];
  if (filter.type !== "RequestRedirect") return [filter];
  const { statusCode = 302, ...redirect } = without(filter, "path");
  const status = { statusCode: statusCode % 2 === 1 ? (301 as const) : (302 as const) };
  return [{ ...(redirect.hostname === undefined ? { ...redirect, scheme: "https" as const } : redirect), ...status }];
}

function pathAlone({ path }: RouteMatch): RouteMatch {
  return path === undefined ? {} : { path: plainPath(path) };
}

function plainPath({ type, value }: PathMatch): PathMatch {
  if (type === "RegularExpression") return { type: "PathPrefix", value: "/a/b" };
  return { type, value: value.replaceAll("%25", "c") };
}
