import type { DecisionRequest } from "../../../../lib/routing";
import type { Filter, Route, RouteMatch, Router } from "../../../../lib/topology";
import { applicationLoadBalancer } from "../../../parity/proof/targets/aws";
import { isInNormalForm } from "../../../parity/proof/unusual-requests";

/** A class whose lowering is compared with what Portico decides. */
export interface ComparedClass {
  readonly className: string;
  /** Takes out what the class has not, so that tables stay of some size. */
  readonly narrow: (router: Router) => Router;
  readonly narrowRequest?: (request: DecisionRequest) => DecisionRequest;
  /** Whether the class is known to take a request otherwise, whatever the lowering does. */
  readonly differs?: (request: DecisionRequest) => boolean;
  /** What a class answers in place of a redirect's status, as a warning of it says. */
  readonly status?: (status: number) => number;
}

export const COMPARED_CLASSES: readonly ComparedClass[] = [
  { className: "corp", narrow: withPathsAlone },
  { className: "traefik", narrow: (router) => router, differs: differsForTraefik, status: withoutMethod },
  { className: "nginx", narrow: forNginx, differs: ({ url }) => !isInNormalForm(url) || /^[^?]*%/.test(url) },
  { className: "haproxy", narrow: forHaproxy, differs: differsForHaproxy },
  {
    className: "alb",
    narrow: forListenerRules,
    ...(applicationLoadBalancer.narrowRequest && { narrowRequest: applicationLoadBalancer.narrowRequest }),
    differs: differsForListenerRules,
  },
];

/** Exact hosts, exact paths, prefixes, and one service. */
function withPathsAlone(router: Router): Router {
  const exactHosts = (hostnames: readonly string[] | undefined) => {
    const kept = hostnames?.filter((hostname) => !hostname.startsWith("*."));
    return kept === undefined || kept.length === 0 ? {} : { hostnames: kept };
  };
  return {
    name: router.name,
    routes: router.routes.map(
      ({ name, hostnames, matches = [], backends = [] }): Route => ({
        name,
        ...exactHosts(hostnames),
        matches: matches.map(({ path }) => (path === undefined || path.type === "RegularExpression" ? {} : { path })),
        backends: [{ service: backends[0]?.service ?? "s1" }],
      }),
    ),
  };
}

/** Paths alone, with rewrites, changes of headers and redirects of whole hosts. */
function forHaproxy(router: Router): Router {
  const plain = withPathsAlone(router);
  return {
    ...plain,
    routes: plain.routes.map((route, index) => {
      const filters = (router.routes[index]?.filters ?? []).flatMap((filter): Filter[] => {
        if (filter.type !== "RequestRedirect") return filter.type === "URLRewrite" ? [filter] : [];
        const { path, ...rest } = filter;
        return [
          rest.hostname === undefined ? { ...rest, scheme: "https", statusCode: 301 } : { ...rest, scheme: "https" },
        ];
      });
      return { ...route, ...(filters.length === 0 ? {} : { filters }) };
    }),
  };
}

/** A path that Portico would normalize, or a port in the Host, which a redirect by scheme keeps. */
function differsForHaproxy({ url }: DecisionRequest): boolean {
  const [, authority = "", path = ""] = /^\w+:\/\/([^/?]*)([^?]*)/.exec(url) ?? [];
  return /:|\.$/.test(authority) || /%|\/\/|\/\.{1,2}(?:\/|$)/.test(path);
}

/** Paths, a header with one value, a split over two services, and redirects. */
function forNginx(router: Router): Router {
  const plain = withPathsAlone(router);
  return {
    ...plain,
    routes: plain.routes.map((route, index): Route => {
      const { matches = [], backends = [], filters = [] } = router.routes[index] ?? route;
      const [redirect] = filters.filter((filter) => filter.type === "RequestRedirect");
      if (redirect !== undefined) {
        const { port, ...rest } = redirect;
        const path = rest.path?.type === "ReplacePrefixMatch" ? undefined : rest.path;
        const { path: _, ...others } = rest;
        return {
          ...route,
          backends: [],
          filters: [{ ...others, scheme: "https", ...(path === undefined ? {} : { path }) }],
        };
      }
      const [, second] = backends;
      const first = route.backends?.[0]?.service ?? "s1";
      const isSplit = second !== undefined && second.service !== first;
      return {
        ...route,
        matches: (route.matches ?? []).map((match, at): RouteMatch => {
          const [header] = isSplit ? [] : (matches[at]?.headers ?? []);
          return header === undefined ? match : { ...match, headers: [{ name: header.name, value: "1" }] };
        }),
        backends: isSplit
          ? [
              { service: first, weight: 3 },
              { service: second.service, weight: 1 },
            ]
          : [{ service: first }],
      };
    }),
  };
}

/** Traefik keeps the method in its redirects of other methods than GET. */
function withoutMethod(status: number): number {
  if (status === 307) return 302;
  return status === 308 ? 301 : status;
}

/** Repeated values, what Go's parser of queries makes of one, and escapes before regular expressions. */
function differsForTraefik({ url, headers = [] }: DecisionRequest): boolean {
  const names = headers.map(([name]) => name.toLowerCase());
  const [path = "", query = ""] = url.split("?");
  const parameters = query.split("&").map((pair) => decodeURIComponent(pair.split("=", 1)[0] ?? ""));
  return (
    new Set(names).size < names.length ||
    new Set(parameters).size < parameters.length ||
    /[+;]|%zz/.test(query) ||
    /%(?!61|7E|2e2E)/i.test(path)
  );
}

/** As the proof of listener rules has them. */
function forListenerRules(router: Router): Router {
  const [narrowed = router] = applicationLoadBalancer.narrow({ version: 1, routers: [router] }).routers ?? [];
  return narrowed;
}

/** A load balancer has no other port than that of the listener. */
function differsForListenerRules(request: DecisionRequest): boolean {
  const { knownDifferences = [] } = applicationLoadBalancer;
  return !isOnPort80(request) || knownDifferences.some((difference) => difference.appliesTo(request, { version: 1 }));
}

function isOnPort80({ url }: DecisionRequest): boolean {
  const [, port = "80"] = /^http:\/\/[^/?]*?(?::(\d+))?(?:[/?]|$)/.exec(url) ?? [];
  return port === "80";
}
