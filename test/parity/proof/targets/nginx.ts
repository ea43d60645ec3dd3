import { Kubernetes } from "../../../../constructs/kubernetes";
import type { Backend, Filter, PathMatch, Route, RouteMatch, Topology } from "../../../../lib/topology";
import { mapHostnames, mapMatches, mapRoutes, without, withoutEmptyServices } from "../narrow";
import type { ProvenTarget } from "../proven-target";
import { CERTIFICATE } from "../tables";
import { isInNormalForm, withNormalPath } from "../unusual-requests";

/** An escape in the path of what stands between or within segments (RFC 3986 section 2.2). */
const DELIMITER = /^[^?]*%(?:2[146-9A-CF]|3[ABD]|40)/i;

/** Ingress-nginx knows hosts, exact paths and prefixes, redirects, and one canary for a service. */
export const nginx: ProvenTarget = {
  name: "ingress-nginx",
  platform: () =>
    new Kubernetes({ namespace: "shop", ingressClassName: "nginx", certificates: { [CERTIFICATE]: "shop-tls" } }),
  narrow: (topology) =>
    mapHostnames(withOneCanary(mapRoutes(topology, narrowRoute)), (hostname) => hostname.replace("*", "w")),
  narrowRequest: (request) => withNormalPath({ ...request, url: request.url.replace(/%2f/gi, "F") }),
  // Where a canary has no endpoints, the service that it takes requests from keeps them.
  prepare: withoutEmptyServices,
  knownDifferences: [
    {
      what: "the path is passed on as it was sent, not in normal form",
      page: "nginx, proxy_pass",
      warning: "nginx-decoded-path",
      appliesTo: ({ url }) => !isInNormalForm(url),
    },
    {
      what: "the path is compared decoded, where an escape of a character that paths have is that character",
      page: "nginx, location",
      warning: "nginx-decoded-path",
      appliesTo: ({ url }) => DELIMITER.test(url),
    },
  ],
  leastCompared: 0.6,
};

function narrowRoute(route: Route): Route {
  const filters = route.filters?.flatMap(narrowFilter);
  const narrowed = mapMatches(without(route, "filters", "timeouts", "backends"), pathAndHeader);
  const isAnswered = filters?.some(({ type }) => type === "RequestRedirect");
  return {
    ...narrowed,
    ...(filters === undefined ? {} : { filters }),
    ...(isAnswered ? {} : { backends: route.backends ?? [{ service: "s1" }] }),
  };
}

/** To HTTPS, at a host and with a path that are named, or the request's own. */
function narrowFilter(filter: Filter): readonly Filter[] {
  if (filter.type === "FixedResponse") return [];
  if (filter.type === "URLRewrite") return [{ type: "URLRewrite", hostname: filter.hostname ?? "internal.example" }];
  if (filter.type !== "RequestRedirect") return [filter];
  const { path, port, ...redirect } = filter;
  const replaced = path?.type === "ReplaceFullPath" ? path.replaceFullPath.replace(/%25|;/g, "c") : undefined;
  return [
    {
      ...redirect,
      scheme: "https",
      ...(replaced === undefined ? {} : { path: { type: "ReplaceFullPath", replaceFullPath: replaced } }),
      ...(replaced === undefined || port === undefined ? {} : { port }),
    },
  ];
}

function pathAndHeader({ path, headers: [header] = [] }: RouteMatch): RouteMatch {
  return {
    ...(path === undefined ? {} : { path: plainPath(path) }),
    ...(header === undefined ? {} : { headers: [{ name: header.name, value: "1" }] }),
  };
}

function plainPath({ type, value }: PathMatch): PathMatch {
  if (type === "RegularExpression") return { type: "PathPrefix", value: "/a/b" };
  return { type, value: value.replaceAll("%25", "c") };
}

/**
 * A table in which services are split in one way: by a header that the first route asks for at a path of the second, or
 * else by the weights of the first route that has two services. All others lead to a service of their own.
 */
function withOneCanary(topology: Topology): Topology {
  const routes = (topology.routers ?? []).flatMap((router) => router.routes);
  const [first, second] = routes;
  const header = first?.matches?.find(({ headers }) => headers !== undefined)?.headers;
  if (header !== undefined && first?.backends !== undefined && second?.backends !== undefined) {
    const [match = {}] = second.matches ?? [];
    const base: Route = { ...without(second, "filters"), matches: [without(match, "headers")] };
    const canary: Route = {
      ...base,
      name: first.name,
      matches: base.matches?.map((one) => ({ ...one, headers: header })) ?? [],
    };
    return mapRoutes(topology, (route) => {
      if (route === first) return { ...canary, backends: [{ service: "s2" }] };
      if (route === second) return { ...base, backends: [{ service: "s1" }] };
      return withoutHeaders(route, [{ service: "s3" }]);
    });
  }
  const split = routes.map(({ backends = [] }) => backends.filter(({ weight = 1 }) => weight > 0)).find(isSplit);
  const shares = split?.slice(0, 2) ?? [];
  const other = ["s1", "s2", "s3"].find((name) => !shares.some(({ service }) => service === name)) ?? "s3";
  return mapRoutes(topology, (route) => {
    const backends = isSplit(route.backends ?? []) && shares.length === 2 ? shares : [{ service: other }];
    return withoutHeaders(route, backends);
  });
}

function isSplit(backends: readonly Backend[]): boolean {
  return backends.length > 1;
}

function withoutHeaders(route: Route, backends: readonly Backend[]): Route {
  const plain = mapMatches(route, (match) => without(match, "headers"));
  return route.backends === undefined ? plain : { ...plain, backends };
}
