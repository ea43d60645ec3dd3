import type { Listener } from "../../../lib/topology";
import { type CustomObject, type Lowered, objectName, partName } from "../objects";
import type { BackendService, GatewaySection } from "../routes";
import { parentRef } from "./parents";
import { referenceGrant } from "./reference-grant";
import type { GatewayRelease } from "./release";
import { backendRef } from "./rule-parts";
import { choosesByName } from "./tls-mode";

/** A listener that leads to services without a router. */
export interface Layer4Input {
  readonly edge: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly listener: Listener;
  /** By their name in the Topology. */
  readonly services: Readonly<Record<string, BackendService>>;
  /** Where the listener stands. */
  readonly sections: readonly GatewaySection[];
}

interface RouteSpec {
  readonly kind: "TCPRoute" | "UDPRoute" | "TLSRoute";
  readonly version: string | undefined;
  readonly service: string | undefined;
  readonly hostnames?: readonly string[];
}

/** The routes of a listener to its services, and the grants for those of other namespaces. */
export function layer4Routes(input: Layer4Input, release: GatewayRelease): Lowered<CustomObject>[] {
  const { listener } = input;
  switch (listener.protocol) {
    case "HTTP":
    case "HTTPS":
      return [];
    case "UDP":
      return route({ kind: "UDPRoute", version: release.udpRoute, service: listener.service }, input);
    case "TCP":
      return route({ kind: "TCPRoute", version: release.tcpRoute, service: listener.service }, input);
    case "TLS":
      return choosesByName(listener)
        ? (listener.tlsRoutes ?? []).flatMap(({ service, hostnames }) =>
            route({ kind: "TLSRoute", version: release.tlsRoute, service, hostnames }, input),
          )
        : route({ kind: "TCPRoute", version: release.tcpRoute, service: listener.service }, input);
  }
}

function route(spec: RouteSpec, input: Layer4Input): Lowered<CustomObject>[] {
  const { edge, namespace, labels, listener, services, sections } = input;
  const { kind, version, service } = spec;
  // People write hosts in any case, the API takes them in lower case alone.
  const hostnames = spec.hostnames?.map((hostname) => hostname.toLowerCase());
  const backend = service === undefined ? undefined : services[service];
  if (version === undefined || backend === undefined) return [];
  const [hostname] = hostnames ?? [];
  const parts = [listener.name, ...(hostname === undefined ? [] : [hostname.replace("*", "wildcard")])];
  const metadata = {
    name: partName(objectName(edge).name, ...parts),
    namespace,
    labels,
    annotations: { "portico/edge": edge, "portico/listener": listener.name },
  };
  const object: CustomObject = {
    apiVersion: `gateway.networking.k8s.io/${version}`,
    kind,
    metadata,
    spec: {
      parentRefs: sections.map(parentRef),
      ...(hostnames === undefined ? {} : { hostnames }),
      rules: [{ backendRefs: [backendRef(backend)] }],
    },
  };
  const made = { id: `route-${parts.join("-")}`, object };
  if (backend.namespace === namespace) return [made];
  const granted = { kind: "Service", name: backend.name, namespace: backend.namespace } as const;
  return [made, referenceGrant(`reference-grant-${parts.join("-")}`, { kinds: [kind], namespace }, granted, metadata)];
}
