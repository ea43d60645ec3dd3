import { intersectHostnames, type Route, type RouteMatch, type Router, type Topology } from "../topology";

/** One request that a route takes, as a command line. */
export interface SampleRequest {
  readonly route: string;
  readonly command: string;
}

/** An HTTP listener that a sample can be sent to. */
export interface SampleTarget {
  readonly router: Router;
  /** Such as `http://127.0.0.1:8080`. */
  readonly origin: string;
}

/** A curl command for each route of a router that a request can be made up for: not where it asks for an expression. */
export function sampleRequests({ router, origin }: SampleTarget): readonly SampleRequest[] {
  return router.routes.flatMap((route) => {
    const command = commandFor(router, route, origin);
    return command === undefined ? [] : [{ route: route.name, command }];
  });
}

function commandFor(router: Router, route: Route, origin: string): string | undefined {
  const { path, headers = [], queryParams = [], method, sourceRanges }: RouteMatch = route.matches?.[0] ?? {};
  const expressions = [...headers, ...queryParams].some(({ type }) => type === "RegularExpression");
  if (expressions || path?.type === "RegularExpression" || sourceRanges !== undefined) return undefined;
  const [hostname] = intersectHostnames(router.hostnames, route.hostnames) ?? [];
  const fields = [
    ...(hostname === undefined ? [] : [`Host: ${hostname.replace(/^\*/, "any")}`]),
    ...headers.map(({ name, value }) => `${name}: ${value}`),
  ];
  const query = queryParams.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const url = `${origin}${path?.value ?? "/"}${query.length === 0 ? "" : `?${query.join("&")}`}`;
  return [
    "curl",
    ...(method === undefined ? [] : ["-X", method]),
    ...fields.flatMap((field) => ["-H", quoted(field)]),
    quoted(url),
  ].join(" ");
}

/** The routers that HTTP listeners lead to, by the listener's name. */
export function routersByListener({ edges = [], routers = [] }: Topology): ReadonlyMap<string, Router> {
  return new Map(
    edges.flatMap((edge) =>
      edge.listeners.flatMap((listener) => {
        const router = listener.protocol === "HTTP" ? routers.find(({ name }) => name === listener.router) : undefined;
        return router === undefined ? [] : [[`${edge.name}/${listener.name}`, router] as const];
      }),
    ),
  );
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w.:/=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
