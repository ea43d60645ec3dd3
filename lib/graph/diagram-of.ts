import type { Listener, Route, RouteMatch, Router, Service, Topology } from "../topology";
import type { Box, Diagram, Group, Link } from "./diagram";

/** Lines of a box beyond which it says how many more there are. */
const MOST_LINES = 4;

/** What of a Topology is drawn. It is valid: every name stands for something. */
export function diagramOf({ edges = [], routers = [], services = [] }: Topology): Diagram {
  return {
    columns: [
      edges.map(({ name, listeners }) => ({
        id: `edge:${name}`,
        title: name,
        boxes: listeners.map((listener) => listenerBox(name, listener)),
      })),
      routers.map(routerGroup),
      services.map((service) => ({ id: `group:${service.name}`, title: undefined, boxes: [serviceBox(service)] })),
    ].filter((column) => column.length > 0),
    links: [
      ...edges.flatMap(({ name, listeners }) => listeners.flatMap((listener) => listenerLinks(name, listener))),
      ...routers.flatMap((router) => router.routes.flatMap((route) => routeLinks(router, route))),
    ],
  };
}

function listenerBox(edge: string, listener: Listener): Box {
  const { name, protocol, port } = listener;
  const mode = listener.protocol === "TLS" && listener.tls?.mode === "Passthrough" ? ", passed through" : "";
  return { id: listenerId(edge, name), title: name, lines: [`${protocol} ${port}${mode}`] };
}

function listenerLinks(edge: string, listener: Listener): readonly Link[] {
  const from = listenerId(edge, listener.name);
  if (listener.protocol === "HTTP" || listener.protocol === "HTTPS") return [{ from, to: routerId(listener.router) }];
  if (listener.protocol !== "TLS") return [{ from, to: serviceId(listener.service) }];
  const routed = (listener.tlsRoutes ?? []).map(({ hostnames, service }) => ({
    from,
    to: serviceId(service),
    label: shortened(hostnames, 2).join(", "),
  }));
  return [...routed, ...(listener.service === undefined ? [] : [{ from, to: serviceId(listener.service) }])];
}

function routerGroup(router: Router): Group {
  const hosts = router.hostnames === undefined ? "" : `: ${shortened(router.hostnames, 2).join(", ")}`;
  return {
    id: routerId(router.name),
    title: `${router.name}${hosts}`,
    boxes: router.routes.map((route) => routeBox(router, route)),
  };
}

function routeBox(router: Router, route: Route): Box {
  const { name, hostnames = [], matches = [{}], filters = [] } = route;
  const lines = [
    ...(hostnames.length === 0 ? [] : [shortened(hostnames, 2).join(", ")]),
    ...matches.map(matchLine),
    ...filters.map((filter) => (filter.type === "RequestMirror" ? `RequestMirror to ${filter.service}` : filter.type)),
  ];
  return { id: routeId(router.name, name), title: name, lines: shortened(lines, MOST_LINES) };
}

/** Such as `GET /users/* with header x-canary and from 10.0.0.0/8`. */
function matchLine({ method, path, headers = [], queryParams = [], sourceRanges = [] }: RouteMatch): string {
  const conditions = [
    ...headers.map(({ name, value }) => `header ${name}: ${value}`),
    ...queryParams.map(({ name, value }) => `query ${name}=${value}`),
    ...(sourceRanges.length === 0 ? [] : [`from ${shortened(sourceRanges, 2).join(", ")}`]),
  ];
  const start = method === undefined ? pathText(path) : `${method} ${pathText(path)}`;
  return conditions.length === 0 ? start : `${start}, ${conditions.join(", ")}`;
}

function pathText(path: RouteMatch["path"]): string {
  switch (path?.type) {
    case undefined:
      return "every path";
    case "Exact":
      return `= ${path.value}`;
    case "RegularExpression":
      return `~ ${path.value}`;
    case "PathPrefix":
      return path.value === "/" ? "every path" : `${path.value.replace(/\/$/, "")}/…`;
  }
}

function routeLinks(router: Router, route: Route): readonly Link[] {
  const from = routeId(router.name, route.name);
  const { backends = [], filters = [] } = route;
  const total = backends.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return [
    ...backends.map(({ service, weight = 1 }) => ({
      from,
      to: serviceId(service),
      ...(backends.length === 1 ? {} : { label: shareOf(weight, total) }),
    })),
    ...filters.flatMap((filter) =>
      filter.type === "RequestMirror"
        ? [{ from, to: serviceId(filter.service), label: `${filter.percent ?? 100} % copied`, isMirror: true } as const]
        : [],
    ),
  ];
}

function shareOf(weight: number, total: number): string {
  return total === 0 ? "0 %" : `${Math.round((weight / total) * 1000) / 10} %`;
}

function serviceBox({ name, protocol = "HTTP", balancing, members = [], discovery, healthCheck }: Service): Box {
  const count = members.length === 1 ? "1 member" : `${members.length} members`;
  const found = discovery === undefined ? [] : [`found by ${discovery.type}`];
  const lines = [
    `${protocol}, ${balancing?.algorithm ?? "RoundRobin"}`,
    [...(members.length === 0 && discovery !== undefined ? [] : [count]), ...found].join(", "),
    ...(healthCheck === undefined ? [] : [`checked by ${healthCheck.type}`]),
  ];
  return { id: serviceId(name), title: name, lines };
}

function shortened(texts: readonly string[], most: number): readonly string[] {
  return texts.length <= most ? texts : [...texts.slice(0, most - 1), `and ${texts.length - most + 1} more`];
}

function listenerId(edge: string, listener: string): string {
  return `listener:${edge}/${listener}`;
}

function routerId(router: string): string {
  return `router:${router}`;
}

function routeId(router: string, route: string): string {
  return `route:${router}/${route}`;
}

function serviceId(service: string): string {
  return `service:${service}`;
}
