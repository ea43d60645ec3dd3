import { intersectHostnames, type Route, type RouteMatch, type Router, type Topology } from "../topology";

/** One request that a route takes, as a command line. */
export interface SampleRequest {
  readonly route: string;
  readonly command: string;
}

/** A listener for HTTP or HTTPS that a sample can be sent to. */
export interface SampleTarget {
  readonly router: Router;
  /** Such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** `NAME:PASSWORD` for a route that asks for them. */
  readonly credentialsFor?: (route: Route) => string | undefined;
}

/** A curl command for each route of a router that a request can be made up for: not where it asks for an expression. */
export function sampleRequests(target: SampleTarget): readonly SampleRequest[] {
  return target.router.routes.flatMap((route) => {
    const command = commandFor(route, target);
    return command === undefined ? [] : [{ route: route.name, command }];
  });
}

function commandFor(route: Route, { router, origin, credentialsFor }: SampleTarget): string | undefined {
  const { path, headers = [], queryParams = [], method, sourceRanges }: RouteMatch = route.matches?.[0] ?? {};
  const expressions = [...headers, ...queryParams].some(({ type }) => type === "RegularExpression");
  if (expressions || path?.type === "RegularExpression" || sourceRanges !== undefined) return undefined;
  const [hostname] = intersectHostnames(router.hostnames, route.hostnames) ?? [];
  const place = placeOf(origin, hostname?.replace(/^\*/, "any"));
  const query = queryParams.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const url = `${place.origin}${path?.value ?? "/"}${query.length === 0 ? "" : `?${query.join("&")}`}`;
  const credentials = credentialsFor?.(route);
  return [
    "curl",
    ...(credentials === undefined ? [] : ["-u", quoted(credentials)]),
    ...(method === undefined ? [] : ["-X", method]),
    ...place.options,
    ...headers.flatMap(({ name, value }) => ["-H", quoted(`${name}: ${value}`)]),
    quoted(url),
  ].join(" ");
}

/** Over TLS the host has to be in the URL: the certificate is chosen by it. */
function placeOf(origin: string, host: string | undefined): { origin: string; options: readonly string[] } {
  if (!origin.startsWith("https:")) {
    return { origin, options: host === undefined ? [] : ["-H", quoted(`Host: ${host}`)] };
  }
  if (host === undefined) return { origin, options: ["-k"] };
  return { origin: `https://${host}`, options: ["-k", "--connect-to", `::${origin.slice("https://".length)}`] };
}

/** The routers that listeners for HTTP and HTTPS lead to, by the listener's name. */
export function routersByListener({ edges = [], routers = [] }: Topology): ReadonlyMap<string, Router> {
  return new Map(
    edges.flatMap((edge) =>
      edge.listeners.flatMap((listener) => {
        const router = "router" in listener ? routers.find(({ name }) => name === listener.router) : undefined;
        return router === undefined ? [] : [[`${edge.name}/${listener.name}`, router] as const];
      }),
    ),
  );
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w.:/=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
