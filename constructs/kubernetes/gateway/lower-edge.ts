import type { Listener, TlsListener } from "../../../lib/topology";
import { type Finding, refusal } from "../finding";
import { type CustomObject, type Lowered, objectName, partName } from "../objects";
import type { BackendService, GatewaySection, TlsSecret } from "../routes";
import type { GatewayRelease } from "./release";
import { backendRef } from "./rule-parts";

export interface GatewayEdgeInput {
  readonly name: string;
  readonly namespace: string;
  readonly className: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Those that the Gateway takes. */
  readonly listeners: readonly GatewayListenerInput[];
}

export interface GatewayListenerInput {
  readonly listener: Listener;
  readonly secrets: readonly TlsSecret[];
  /** The services that the listener leads to without a router, by their name in the Topology. */
  readonly services: Readonly<Record<string, BackendService>>;
}

/** Whether a Gateway of the installed version takes the listener. */
export function isGatewayListener(listener: Listener, release: GatewayRelease): boolean {
  switch (listener.protocol) {
    case "HTTP":
    case "HTTPS":
      return true;
    case "TCP":
      return release.tcpRoute !== undefined;
    case "UDP":
      return release.udpRoute !== undefined;
    case "TLS":
      return choosesByName(listener) ? release.tlsRoute !== undefined : release.tcpRoute !== undefined;
  }
}

/** An edge as a Gateway, and the routes of its listeners that lead to services. Pure. */
export function lowerEdgeToGateway(input: GatewayEdgeInput, release: GatewayRelease): Lowered<CustomObject>[] {
  if (input.listeners.length === 0) return [];
  const gateway: CustomObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: {
      name: objectName(input.name).name,
      namespace: input.namespace,
      labels: input.labels,
      annotations: { "portico/edge": input.name },
    },
    spec: { gatewayClassName: input.className, listeners: input.listeners.flatMap(gatewayListeners) },
  };
  return [{ id: "gateway", object: gateway }, ...input.listeners.flatMap((one) => layer4Routes(one, input, release))];
}

/** Where routes find a listener: it is one listener of the Gateway, or one for each name that has its own certificate. */
export function gatewaySections(
  edge: string,
  namespace: string,
  { listener, secrets }: Pick<GatewayListenerInput, "listener" | "secrets">,
): GatewaySection[] {
  const gateway = objectName(edge).name;
  return certificateSections(listener.name, secrets).map(({ name }) => ({ gateway, namespace, name }));
}

/** What is to be said of a listener of a Gateway. */
export function checkGatewayListener({
  listener,
  secrets,
}: Pick<GatewayListenerInput, "listener" | "secrets">): Finding[] {
  const findings: Finding[] = [];
  if (secrets.slice(1).some(({ hostnames = [] }) => hostnames.length === 0)) {
    const code = "gateway-certificates";
    findings.push(
      refusal(
        code,
        "certificates",
        "which of several certificates of one listener is shown, the Gateway API leaves to implementations",
        `give the platform the hostnames of every certificate but the first, or accept "${code}"`,
      ),
    );
  }
  if (listener.protocol === "TLS" && choosesByName(listener) && listener.service !== undefined) {
    findings.push(
      refusal(
        "gateway-default-service",
        "service",
        "a TLSRoute has hostnames, so that no service can be for all others",
        'give the service hostnames too, or accept "gateway-default-service" to have none for them',
      ),
    );
  }
  return findings;
}

interface CertificateSection {
  readonly name: string;
  readonly hostname?: string;
  readonly secrets: readonly TlsSecret[];
}

function certificateSections(listener: string, [first, ...others]: readonly TlsSecret[]): CertificateSection[] {
  const name = partName(listener);
  const named = others.filter(({ hostnames = [] }) => hostnames.length > 0);
  const unnamed = others.filter(({ hostnames = [] }) => hostnames.length === 0);
  return [
    { name, secrets: first === undefined ? [] : [first, ...unnamed] },
    ...named.flatMap((secret) =>
      (secret.hostnames ?? []).map((hostname) => ({
        name: partName(name, hostname.replace("*", "wildcard")),
        hostname,
        secrets: [secret],
      })),
    ),
  ];
}

function gatewayListeners({ listener, secrets }: GatewayListenerInput): object[] {
  return certificateSections(listener.name, secrets).map((section) => ({
    name: section.name,
    ...(section.hostname === undefined ? {} : { hostname: section.hostname }),
    port: listener.port,
    ...protocolOf(listener, section.secrets),
    allowedRoutes: { namespaces: { from: "Same" } },
  }));
}

function protocolOf(listener: Listener, secrets: readonly TlsSecret[]): object {
  const certificateRefs = secrets.map(({ secretName }) => ({ kind: "Secret", name: secretName }));
  if (listener.protocol === "HTTPS") return { protocol: "HTTPS", tls: { mode: "Terminate", certificateRefs } };
  if (listener.protocol !== "TLS") return { protocol: listener.protocol };
  if (isTerminated(listener)) return { protocol: "TLS", tls: { mode: "Terminate", certificateRefs } };
  return choosesByName(listener) ? { protocol: "TLS", tls: { mode: "Passthrough" } } : { protocol: "TCP" };
}

function isTerminated({ tls }: TlsListener): boolean {
  return tls?.mode !== "Passthrough";
}

function choosesByName(listener: TlsListener): boolean {
  return !isTerminated(listener) && (listener.tlsRoutes ?? []).length > 0;
}

function layer4Routes(
  one: GatewayListenerInput,
  input: GatewayEdgeInput,
  release: GatewayRelease,
): Lowered<CustomObject>[] {
  const { listener, services } = one;
  if (listener.protocol === "HTTP" || listener.protocol === "HTTPS") return [];
  const route = (
    kind: string,
    version: string | undefined,
    service: string | undefined,
    hostnames?: readonly string[],
  ) => {
    const backend = service === undefined ? undefined : services[service];
    if (version === undefined || backend === undefined) return [];
    const [hostname] = hostnames ?? [];
    const parts = [listener.name, ...(hostname === undefined ? [] : [hostname.replace("*", "wildcard")])];
    return [
      {
        id: `route-${parts.join("-")}`,
        object: {
          apiVersion: `gateway.networking.k8s.io/${version}`,
          kind,
          metadata: {
            name: partName(objectName(input.name).name, ...parts),
            namespace: input.namespace,
            labels: input.labels,
            annotations: { "portico/edge": input.name, "portico/listener": listener.name },
          },
          spec: {
            parentRefs: gatewaySections(input.name, input.namespace, one).map(({ gateway, namespace, name }) => ({
              name: gateway,
              namespace,
              sectionName: name,
            })),
            ...(hostnames === undefined ? {} : { hostnames }),
            rules: [{ backendRefs: [backendRef(backend)] }],
          },
        },
      },
    ];
  };
  if (listener.protocol === "UDP") return route("UDPRoute", release.udpRoute, listener.service);
  if (listener.protocol === "TLS" && choosesByName(listener)) {
    return (listener.tlsRoutes ?? []).flatMap(({ service, hostnames }) =>
      route("TLSRoute", release.tlsRoute, service, hostnames),
    );
  }
  return route("TCPRoute", release.tcpRoute, listener.service);
}
