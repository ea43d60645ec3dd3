import { type CustomObject, type Lowered, objectName, partName } from "../../../objects";
import { type BackendService, type PlannedRoute, type RouterInput, routerLabels } from "../../../routes";
import { API_VERSION } from "./api-version";
import { stickyCookie } from "./service-hints";

/** What an IngressRoute names as the services of a route, and the objects that are behind the names. */
export interface RouteServices {
  readonly references: readonly object[];
  readonly objects: readonly Lowered<CustomObject>[];
}

/** A route that a middleware answers needs a service all the same: this one of Traefik's own is never reached. */
const NOWHERE = { kind: "TraefikService", name: "noop@internal" };

/** The services of a route: several by weight, with a TraefikService where requests are mirrored. */
export function routeServices(route: PlannedRoute, input: RouterInput): RouteServices {
  if (route.backends.length === 0) return { references: [NOWHERE], objects: [] };
  const transport = serversTransport(route, input);
  const names = transport === undefined ? {} : { serversTransport: transport.object.metadata.name };
  const isWeighted = route.backends.length > 1;
  const references = route.backends.map(({ service, weight }) => ({
    ...reference(service),
    ...names,
    ...(isWeighted ? { weight } : {}),
  }));
  const transports = transport === undefined ? [] : [transport];
  if (route.mirrors.length === 0) return { references, objects: transports };
  const objectOf = (kind: string, spec: object) => customObject("TraefikService", kind, spec, route, input);
  const weighted = isWeighted ? [objectOf("weighted", { weighted: { services: references } })] : [];
  const [main] = [
    ...weighted.map(({ object }) => ({ kind: "TraefikService", name: object.metadata.name })),
    ...references,
  ];
  const mirroring = objectOf("mirror", {
    mirroring: {
      ...main,
      mirrors: route.mirrors.map(({ backend, percent = 100 }) => ({ ...reference(backend), percent })),
    },
  });
  return {
    references: [{ kind: "TraefikService", name: mirroring.object.metadata.name }],
    objects: [...transports, ...weighted, mirroring],
  };
}

function reference(service: BackendService): object {
  const sticky = stickyCookie(service.sessionAffinity);
  return {
    kind: "Service",
    name: service.name,
    port: service.port,
    // Traefik would guess from the port.
    scheme: service.protocol === "H2C" || service.protocol === "GRPC" ? "h2c" : "http",
    ...(sticky === undefined ? {} : { sticky: { cookie: sticky } }),
  };
}

/** How long Traefik waits for the head of a response. */
function serversTransport(route: PlannedRoute, input: RouterInput): Lowered<CustomObject> | undefined {
  const { backendRequest } = route.timeouts;
  if (backendRequest === undefined) return undefined;
  const spec = { forwardingTimeouts: { responseHeaderTimeout: backendRequest } };
  return customObject("ServersTransport", "transport", spec, route, input);
}

function customObject(
  kind: string,
  part: string,
  spec: object,
  { route }: PlannedRoute,
  input: RouterInput,
): Lowered<CustomObject> {
  return {
    id: `${part}-${route.name}`,
    object: {
      apiVersion: API_VERSION,
      kind,
      metadata: {
        name: partName(objectName(input.router.name).name, route.name, part),
        namespace: input.settings.namespace,
        labels: routerLabels(input),
      },
      spec: spec as Record<string, unknown>,
    },
  };
}
