import fc from "fast-check";
import type { DecisionRequest } from "../../lib/routing";
import {
  type Backend,
  type Filter,
  type HeaderMatch,
  intersectHostnames,
  type PathMatch,
  type QueryParamMatch,
  type Route,
  type RouteMatch,
  type Router,
  type Topology,
} from "../../lib/topology";
import { splitUrl } from "./case-builders";

/*
 * Routers and requests from alphabets so small that they meet: nested prefixes, overlapping wildcards, trailing
 * slashes, escapes, equal lengths. Every Topology is valid.
 */

const HOSTNAMES = ["a.com", "b.com", "x.a.com", "y.x.a.com", "*.com", "*.a.com", "*.x.a.com", "*.b.com", "Xa.com"];
const HOSTS = [
  ...["a.com", "b.com", "x.a.com", "y.x.a.com", "xa.com", "com", "q.com", "q.a.com", "q.x.a.com", "r.q.x.a.com"],
  ...["A.Com", "x.a.com.", "x.a.com:8080", "X.A.COM.:81", "q.b.com", "org", "[::1]", "127.0.0.1", "a..com"],
];
const SEGMENTS = ["a", "b", "ab", "%25", "~", "a;b"];
const RAW_SEGMENTS = [...SEGMENTS, "a", "b", "%61", "%7E", "A", "", ".", "..", "%2e%2E", "%2f", "a%2Fb", "...", "%e9"];
const EXPRESSIONS = [
  ...[".*", "/.*", "/a/.*", "/a.*", "/a(/.*)?", "/a(?:/.*)?", "^/a/.*", "/a/b/.*", "/a/b(/.*)?", "/a/b/[^/]*/ab"],
  ...["/a|/b", "/(a|b)/ab", "/(a|ab)(/b)?", "/[|/]b|/ab", "/a/(b|ab/.*)", "[/]a|/b/a"],
  ...["/a+", "/ab?", "/ab*", "/a/b*", "/a/b{1,2}", "/ab+/a", "/a?b?/?", "^/a/b$", "(?i)/A/b", "/a\\.b", "\\/a\\/b"],
  ...["/[ab]+", "/a/[^/]+", "/a;b/.*", "/a%2F[ab]", "/%25/.*", "/a/b/~", "\\Q/a/\\Eb|/b"],
];
const METHODS = ["GET", "POST", "PUT"];
const HEADER_NAMES = ["x", "X", "y", "cookie"];
const HEADER_VALUES = ["1", "2", "12", "1, 1"];
const PARAMETER_NAMES = ["q", "Q", "p"];
const PARAMETER_VALUES = ["1", "2", "a b", "+", ""];
const VALUE_EXPRESSIONS = ["[12]", ".*", "1.*", "a b"];
const SOURCE_RANGES = [
  "127.0.0.0/8",
  "127.0.0.1/32",
  "10.0.0.0/8",
  "10.1.0.0/16",
  "0.0.0.0/0",
  "::/0",
  "2001:db8::/32",
];
const SOURCES = ["127.0.0.1", "127.0.0.1", "10.0.0.1", "10.1.2.3", "::ffff:10.1.2.3", "2001:db8::1", "::1"];
const SERVICES = ["s1", "s2", "s3", "empty"];
const STATUSES = [301, 302, 303, 307, 308] as const;
const CONTENT_TYPES = ["text/plain", "text/html", "application/json"];
const BODIES = ["", "no", "no\n", '{ "a": "b" }', "<p>é &amp; b</p>"];

function rarely<T>(item: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: item, weight: 1 });
}

/** Takes away what is `undefined`, as a document would not hold it. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;
}

const pathValue: fc.Arbitrary<string> = fc
  .tuple(fc.array(fc.constantFrom(...SEGMENTS), { maxLength: 3 }), fc.boolean())
  .map(([segments, slash]) => (segments.length === 0 ? "/" : `/${segments.join("/")}${slash ? "/" : ""}`));

const prefixMatch: fc.Arbitrary<PathMatch> = pathValue.map((value) => ({ type: "PathPrefix", value }));

const pathMatch: fc.Arbitrary<PathMatch> = fc.oneof(
  { arbitrary: prefixMatch, weight: 4 },
  { arbitrary: pathValue.map((value): PathMatch => ({ type: "Exact", value })), weight: 2 },
  {
    arbitrary: fc.constantFrom(...EXPRESSIONS).map((value): PathMatch => ({ type: "RegularExpression", value })),
    weight: 2,
  },
);

function valueMatch(names: readonly string[], values: readonly string[]) {
  return fc.oneof(
    fc.record({ name: fc.constantFrom(...names), value: fc.constantFrom(...values) }),
    fc.record({
      type: fc.constant("RegularExpression" as const),
      name: fc.constantFrom(...names),
      value: fc.constantFrom(...VALUE_EXPRESSIONS),
    }),
  );
}

const headerMatch: fc.Arbitrary<HeaderMatch> = valueMatch(HEADER_NAMES, HEADER_VALUES);
const queryParamMatch: fc.Arbitrary<QueryParamMatch> = valueMatch(PARAMETER_NAMES, PARAMETER_VALUES);

function routeMatch(path: fc.Arbitrary<PathMatch>): fc.Arbitrary<RouteMatch> {
  return fc
    .record({
      path: fc.option(path, { nil: undefined, freq: 6 }),
      method: rarely(fc.constantFrom(...METHODS)),
      headers: rarely(fc.array(headerMatch, { minLength: 1, maxLength: 3 })),
      queryParams: rarely(fc.array(queryParamMatch, { minLength: 1, maxLength: 2 })),
      sourceRanges: rarely(fc.uniqueArray(fc.constantFrom(...SOURCE_RANGES), { minLength: 1, maxLength: 2 })),
    })
    .map(present);
}

const fullPath = fc.record({ type: fc.constant("ReplaceFullPath" as const), replaceFullPath: pathValue });
const prefixReplacement = fc.record({
  type: fc.constant("ReplacePrefixMatch" as const),
  replacePrefixMatch: fc.oneof(pathValue, fc.constant("")),
});

/** At most one filter; with `prefixes` one that may replace the prefix. */
function filters(prefixes: boolean): fc.Arbitrary<readonly Filter[] | undefined> {
  const path = fc.option(prefixes ? fc.oneof(fullPath, prefixReplacement) : fullPath, { nil: undefined });
  const hostname = fc.option(fc.constant("internal.example"), { nil: undefined });
  const rewrite = fc.record({ type: fc.constant("URLRewrite" as const), hostname, path }).map(present);
  const redirect = fc
    .record({
      type: fc.constant("RequestRedirect" as const),
      // A redirect that changes nothing would be an endless one.
      hostname: fc.constant("elsewhere.example"),
      path,
      // Without either the port is the listener's.
      scheme: fc.option(fc.constantFrom("http" as const, "https" as const), { nil: undefined, freq: 1 }),
      port: fc.option(fc.constantFrom(80, 443, 8443), { nil: undefined, freq: 1 }),
      statusCode: fc.option(fc.constantFrom(...STATUSES), { nil: undefined }),
    })
    .map(present);
  const fixed = fc
    .record({
      type: fc.constant("FixedResponse" as const),
      statusCode: fc.constantFrom(200, 404, 410),
      contentType: fc.option(fc.constantFrom(...CONTENT_TYPES), { nil: undefined }),
      body: fc.option(fc.constantFrom(...BODIES), { nil: undefined }),
    })
    .map(present);
  const one = fc.oneof<fc.Arbitrary<Filter>[]>(rewrite, redirect, fixed);
  return rarely(one.map((filter) => [filter]));
}

const backends: fc.Arbitrary<readonly Backend[]> = fc.uniqueArray(
  fc
    .record({ service: fc.constantFrom(...SERVICES), weight: fc.option(fc.nat({ max: 3 }), { nil: undefined }) })
    .map(present),
  { minLength: 1, maxLength: 3, selector: ({ service }) => service },
);

interface RouteParts {
  readonly hostnames: readonly string[] | undefined;
  readonly matches: readonly RouteMatch[] | undefined;
  readonly filters: readonly Filter[] | undefined;
  readonly backends: readonly Backend[];
}

function routeParts(prefixes: boolean): fc.Arbitrary<RouteParts> {
  return fc.record({
    hostnames: fc.option(fc.array(fc.constantFrom(...HOSTNAMES), { minLength: 1, maxLength: 3 }), {
      nil: undefined,
      freq: 2,
    }),
    matches: fc.option(fc.array(routeMatch(prefixes ? prefixMatch : pathMatch), { minLength: 1, maxLength: 3 }), {
      nil: undefined,
      freq: 8,
    }),
    filters: filters(prefixes),
    backends,
  });
}

function toRoute(parts: RouteParts, index: number, routerHostnames: readonly string[] | undefined): Route {
  const disjoint = intersectHostnames(routerHostnames, parts.hostnames)?.length === 0;
  const answers = parts.filters?.some(({ type }) => type === "RequestRedirect" || type === "FixedResponse");
  return present({
    name: `r${index}`,
    hostnames: disjoint ? undefined : parts.hostnames,
    matches: parts.matches,
    filters: parts.filters,
    backends: answers ? undefined : parts.backends,
  }) as Route;
}

export interface RouterOptions {
  /** @default 8 */
  readonly maxRoutes?: number;
}

/** A router with routes of every kind. */
export function routers({ maxRoutes = 8 }: RouterOptions = {}): fc.Arbitrary<Router> {
  return fc
    .record({
      hostnames: rarely(fc.array(fc.constantFrom(...HOSTNAMES), { minLength: 1, maxLength: 4 })),
      routes: fc.array(fc.oneof({ arbitrary: routeParts(false), weight: 3 }, routeParts(true)), {
        minLength: 1,
        maxLength: maxRoutes,
      }),
    })
    .map(({ hostnames, routes }) =>
      present({ name: "router", hostnames, routes: routes.map((parts, index) => toRoute(parts, index, hostnames)) }),
    ) as fc.Arbitrary<Router>;
}

/** A Topology of one HTTP listener on port 80 and one router. */
export function topologies(options: RouterOptions = {}): fc.Arbitrary<Topology> {
  return routers(options).map((router) => ({
    version: 1,
    edges: [{ name: "edge", listeners: [{ name: "http", port: 80, protocol: "HTTP", router: router.name }] }],
    routers: [router],
    services: SERVICES.map((name, index) => ({
      name,
      members: name === "empty" ? [] : [{ address: "127.0.0.1", port: 8001 + index }],
    })),
  }));
}

/** Paths as clients send them, not normalized; some are refused. */
export const rawPaths: fc.Arbitrary<string> = fc
  .tuple(fc.array(fc.constantFrom(...RAW_SEGMENTS), { maxLength: 4 }), fc.boolean())
  .map(([segments, slash]) => `/${segments.join("/")}${slash ? "/" : ""}`);

const queries: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constant(""), weight: 2 },
  {
    arbitrary: fc
      .array(
        fc.tuple(
          fc.constantFrom(...PARAMETER_NAMES, "%71", "z"),
          fc.constantFrom("=1", "=2", "=a%20b", "=a+b", "=+", "=%2B", "=%31", "=", "", "=%zz"),
        ),
        { maxLength: 3 },
      )
      .map((pairs) => `?${pairs.map(([name, value]) => name + value).join("&")}`),
    weight: 3,
  },
);

/** A request from the same alphabets as {@link routers}, for the listener of {@link topologies}. */
export const requests: fc.Arbitrary<DecisionRequest> = fc
  .record({
    method: fc.constantFrom(...METHODS, "GET", "HEAD"),
    host: fc.constantFrom(...HOSTS),
    path: rawPaths,
    query: queries,
    headers: fc.array(fc.tuple(fc.constantFrom(...HEADER_NAMES), fc.constantFrom(...HEADER_VALUES)), { maxLength: 3 }),
    sourceIp: fc.constantFrom(...SOURCES),
  })
  .map(({ method, host, path, query, headers, sourceIp }) => ({
    method,
    url: `http://${host}${path}${query}`,
    headers,
    sourceIp,
  }));

/** A request that goes near one match of a router: some of what it needs, and something of its own. */
export function requestsNear(router: Router): fc.Arbitrary<DecisionRequest> {
  const targets = router.routes.flatMap((route) =>
    (route.matches ?? [{}]).map((match) => ({
      match,
      hostnames: intersectHostnames(router.hostnames, route.hostnames),
    })),
  );
  const parts = fc.record({
    target: fc.constantFrom(...targets),
    label: fc.constantFrom("q", "x", "q.x", "y.x"),
    suffix: fc.constantFrom("", "", "/", "/a", "/b/", "b"),
    leave: fc.constantFrom("nothing", "nothing", "method", "headers", "queryParams"),
    base: requests,
  });
  return parts.map(({ target: { match, hostnames }, label, suffix, leave, base }) => {
    const { authority, rest } = splitUrl(base.url);
    const path = match.path === undefined || match.path.type === "RegularExpression" ? undefined : match.path.value;
    const [ownPath = "/", ownQuery = ""] = rest.split(/(?=\?)/);
    const query = leave === "queryParams" ? [] : (match.queryParams ?? []).map(parameterFor);
    const search = [...query, ownQuery.slice(1)].filter((part) => part !== "").join("&");
    return {
      method: leave === "method" ? base.method : (match.method ?? base.method),
      url: `http://${hostnames?.[0]?.replace("*", label) ?? authority}${path === undefined ? ownPath : path + suffix}${search === "" ? "" : `?${search}`}`,
      headers: leave === "headers" ? (base.headers ?? []) : (match.headers ?? []).map(fieldFor),
      sourceIp: base.sourceIp ?? "127.0.0.1",
    };
  });
}

function fieldFor({ type, name, value }: HeaderMatch): readonly [string, string] {
  return [name, type === "RegularExpression" ? "1" : value];
}

function parameterFor({ type, name, value }: QueryParamMatch): string {
  return `${name}=${type === "RegularExpression" ? "1" : encodeURIComponent(value)}`;
}

/** A Topology and requests for it, half of them near one of its matches. */
export interface Exchange {
  readonly topology: Topology;
  readonly requests: readonly DecisionRequest[];
}

/** @param maxRequests how many requests for each Topology at most */
export function exchanges(maxRequests: number, options: RouterOptions = {}): fc.Arbitrary<Exchange> {
  return topologies(options).chain((topology) => {
    const near = (topology.routers ?? []).map(requestsNear);
    const sent = fc.array(fc.oneof(requests, ...near), { minLength: 1, maxLength: maxRequests });
    return fc.record({ topology: fc.constant(topology), requests: sent });
  });
}
