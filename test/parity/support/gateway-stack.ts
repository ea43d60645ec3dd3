import type { Route, Topology } from "../../../lib/topology";
import { manifest } from "./ingress-stack";

const API = "gateway.networking.k8s.io/v1";

type Fields = Readonly<Record<string, unknown>>;

export interface ListenerSpec {
  readonly name: string;
  readonly protocol?: "HTTP" | "HTTPS" | "TLS";
  readonly port?: number;
  readonly hostname?: string;
}

/** A stack with a Gateway, and HTTPRoutes and GRPCRoutes by name; each asks for the Gateway unless it says otherwise. */
export function gatewayStack(
  listeners: readonly ListenerSpec[],
  httpRoutes: Readonly<Record<string, Fields>>,
  grpcRoutes: Readonly<Record<string, Fields>> = {},
) {
  const spec = { listeners: listeners.map((listener) => ({ protocol: "HTTP", port: 80, ...listener })) };
  const manifests = [
    ["gw", manifest(API, "Gateway", "gw", spec)],
    ...Object.entries({ HTTPRoute: httpRoutes, GRPCRoute: grpcRoutes }).flatMap(([kind, routes]) =>
      Object.entries(routes).map(([name, route]) => [
        `${kind}-${name}`,
        manifest(API, kind, name, { parentRefs: [{ name: "gw" }], ...route }),
      ]),
    ),
  ];
  return { resource: { kubernetes_manifest: Object.fromEntries(manifests) } };
}

/** A Topology of one router as the Gateway API's own tests would have it: an HTTPRoute for each route, in its order. */
export function httpRoutesOf({ routers: [router] = [] }: Topology) {
  if (router === undefined) throw new Error("a router was expected");
  const listeners: ListenerSpec[] = (router.hostnames ?? [undefined]).map((hostname, index) => ({
    name: `l${index}`,
    ...(hostname === undefined ? {} : { hostname }),
  }));
  const routes = router.routes.map((route, index) => [`r${String(index).padStart(3, "0")}`, httpRoute(route)]);
  return gatewayStack(listeners, Object.fromEntries(routes));
}

function httpRoute({ name, hostnames, matches, filters, backends = [] }: Route): Fields {
  if (filters !== undefined) throw new Error(`route ${name} has filters, which are not translated here`);
  return {
    ...(hostnames === undefined ? {} : { hostnames }),
    rules: [
      {
        name,
        ...(matches === undefined ? {} : { matches }),
        backendRefs: backends.map(({ service, weight }) => ({
          name: service,
          port: 80,
          ...(weight === undefined ? {} : { weight }),
        })),
      },
    ],
  };
}
