import { intersectHostnames, type Route, type RouteMatch, type Router, type Topology } from "../../../lib/topology";

/** Changes each route of a table; a route that becomes `undefined` is left out. */
export function mapRoutes(topology: Topology, change: (route: Route, index: number) => Route | undefined): Topology {
  const routers = (topology.routers ?? []).map((router): Router => {
    const routes = router.routes.flatMap((route, index) => change(route, index) ?? []);
    return { ...router, routes: routes.map((route) => withMeetingHostnames(route, router.hostnames)) };
  });
  return { ...topology, routers };
}

/** Changes the hostnames of routers and routes. */
export function mapHostnames(topology: Topology, change: (hostname: string) => string): Topology {
  const changed = <T extends { readonly hostnames?: readonly string[] }>(holder: T): T =>
    holder.hostnames === undefined ? holder : { ...holder, hostnames: [...new Set(holder.hostnames.map(change))] };
  const routers = (topology.routers ?? []).map((router) => ({
    ...changed(router),
    routes: router.routes.map(changed),
  }));
  return mapRoutes({ ...topology, routers }, (route) => route);
}

/** Changes each match of a route. */
export function mapMatches(route: Route, change: (match: RouteMatch) => RouteMatch): Route {
  return route.matches === undefined ? route : { ...route, matches: route.matches.map(change) };
}

/** Gives every service a member. */
export function withoutEmptyServices(topology: Topology): Topology {
  const services = (topology.services ?? []).map(({ members = [], ...service }) => ({
    ...service,
    members: members.length > 0 ? members : [{ address: "10.0.0.99", port: 8080 }],
  }));
  return { ...topology, services };
}

/** Takes fields away. */
export function without<T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Omit<T, K> {
  const copy = { ...value };
  for (const name of names) delete copy[name];
  return copy;
}

/** A route that would be for no host is for its router's. */
function withMeetingHostnames(route: Route, hostnames: readonly string[] | undefined): Route {
  return intersectHostnames(hostnames, route.hostnames)?.length === 0 ? without(route, "hostnames") : route;
}
