import type { HeaderEntry } from "../../lib/routing";
import type { Route, RouteMatch, Router } from "../../lib/topology";

/** A request as it comes off a connection. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: readonly HeaderEntry[];
}

/** A routing table and requests that all find a route in it. */
export interface BenchTable {
  readonly name: string;
  readonly router: Router;
  readonly requests: readonly RawRequest[];
}

const PATHS = [
  "users",
  "users/admin",
  "payments",
  "search",
  "orders",
  "orders/open/today",
  "static",
  "api/v1",
  "api/v2",
];
const MATCHES: readonly RouteMatch[] = [
  ...PATHS.map((path): RouteMatch => ({ path: { type: "PathPrefix", value: `/${path}` } })),
  { path: { type: "Exact", value: "/healthz" } },
];
const TARGETS = [
  "/users/4711/profile?tab=orders",
  "/users/admin/audit",
  "/payments",
  "/search?q=portico&page=2",
  "/orders/2024/0815",
  "/orders/open/today/first",
  "/static/css/site.css",
  "/api/v1/items/42/reviews?limit=10",
  "/api/v2/items",
  "/healthz",
];
const FIELDS: readonly HeaderEntry[] = [
  ["user-agent", "bench"],
  ["accept", "*/*"],
  ["x-request-id", "0123456789abcdef"],
];

/** Ten routes for each host, and ten requests. */
export function perHost(hosts: number): BenchTable {
  const names = Array.from({ length: hosts }, (_, index) => `shop-${index}.example.com`);
  const routes = names.flatMap((hostname, host) =>
    MATCHES.map((match, index): Route => ({ ...routeOf(`r${host}-${index}`, match), hostnames: [hostname] })),
  );
  return { name: title(routes.length, hosts), router: { name: "bench", routes }, requests: requestsFor(names) };
}

/** The same, under a router that names the hosts too, half of them by wildcards. */
export function perHostOfRouter(hosts: number): BenchTable {
  const names = Array.from({ length: hosts }, (_, index) => `www.shop-${index}.example.com`);
  const hostnames = names.map((name, index) => (index % 2 === 0 ? name : name.replace("www", "*")));
  const routes = hostnames.flatMap((hostname, host) =>
    MATCHES.map((match, index): Route => ({ ...routeOf(`r${host}-${index}`, match), hostnames: [hostname] })),
  );
  return {
    name: `${title(routes.length, hosts)}, half of them wildcards, named by the router too`,
    router: { name: "bench", hostnames, routes },
    requests: requestsFor(names),
  };
}

/** All routes on one host, told apart by their first segment. */
export function onOneHost(routes: number): BenchTable {
  const hostname = "shop.example.com";
  const groups = Math.ceil(routes / MATCHES.length);
  const table = Array.from({ length: groups }, (_, group) =>
    MATCHES.map(({ path }, index): Route => {
      const value = `/g${group}${path?.value ?? ""}`;
      return routeOf(`r${group}-${index}`, { path: { type: path?.type ?? "PathPrefix", value } });
    }),
  ).flat();
  const requests = Array.from({ length: groups }, (_, group) =>
    TARGETS.map((target) => ({ method: "GET", target: `/g${group}${target}`, host: hostname, headers: FIELDS })),
  ).flat();
  return { name: title(table.length, 1), router: { name: "bench", hostnames: [hostname], routes: table }, requests };
}

/** Regular expressions that differ in their literal start, ten for each host. */
export function expressions(hosts: number): BenchTable {
  const names = Array.from({ length: hosts }, (_, index) => `shop-${index}.example.com`);
  const routes = names.flatMap((hostname, host) =>
    PATHS.map((path, index): Route => {
      const match: RouteMatch = { path: { type: "RegularExpression", value: `/${path}/[a-z0-9]+(/.*)?` } };
      return { ...routeOf(`r${host}-${index}`, match), hostnames: [hostname] };
    }),
  );
  const requests = names.flatMap((host) =>
    PATHS.map((path) => ({ method: "GET", target: `/${path}/42/reviews`, host, headers: FIELDS })),
  );
  return {
    name: `${title(routes.length, hosts)}, regular expressions`,
    router: { name: "bench", routes },
    requests,
  };
}

function requestsFor(hosts: readonly string[]): readonly RawRequest[] {
  return hosts.flatMap((host) => TARGETS.map((target) => ({ method: "GET", target, host, headers: FIELDS })));
}

function routeOf(name: string, match: RouteMatch): Route {
  return { name, matches: [match], backends: [{ service: "service" }] };
}

function title(routes: number, hosts: number): string {
  return `${routes.toLocaleString("en")} routes, ${hosts.toLocaleString("en")} ${hosts === 1 ? "host" : "hosts"}`;
}
