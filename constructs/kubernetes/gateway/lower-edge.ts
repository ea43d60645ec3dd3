import type { Listener } from "../../../lib/topology";
import { type Finding, refusal } from "../finding";
import { type CustomObject, type Lowered, objectName, partName } from "../objects";
import type { BackendService, GatewaySection, TlsSecret } from "../routes";
import type { ParentRef } from "./gateway-props";
import { layer4Routes } from "./layer4-routes";
import { referenceGrant } from "./reference-grant";
import type { GatewayRelease } from "./release";
import { choosesByName, isTerminated } from "./tls-mode";

export interface GatewayEdgeInput {
  readonly name: string;
  readonly namespace: string;
  /** The Gateway that the edge is: of a class, or one that was there before. */
  readonly gateway: { readonly className: string } | { readonly parentRef: ParentRef };
  readonly labels: Readonly<Record<string, string>>;
  /** Of a Gateway of its own. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Of what the implementation makes for a Gateway of its own. */
  readonly infrastructure: Readonly<Record<string, string>>;
  /** Those that the Gateway takes. */
  readonly listeners: readonly GatewayListenerInput[];
}

export interface GatewayListenerInput {
  readonly listener: Listener;
  readonly secrets: readonly TlsSecret[];
  /** Whether each certificate is asked for by the hosts of its listener. */
  readonly byHost: boolean;
  /** The services that the listener leads to without a router, by their name in the Topology. */
  readonly services: Readonly<Record<string, BackendService>>;
  /** The namespaces of the routes that are attached to it. */
  readonly routeNamespaces: readonly string[];
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
  const { name: edge, namespace, labels, gateway, listeners } = input;
  if (listeners.length === 0) return [];
  const routes = listeners.flatMap((one) => {
    const { listener, services } = one;
    const sections = gatewaySections(input, one);
    return layer4Routes({ edge, namespace, labels, listener, services, sections }, release);
  });
  return "parentRef" in gateway ? routes : [...ownGateway(input, gateway.className), ...routes];
}

function ownGateway(input: GatewayEdgeInput, className: string): Lowered<CustomObject>[] {
  const { name, namespace, labels, listeners } = input;
  const metadata = { name: objectName(name).name, labels, annotations: { "portico/edge": name } };
  const foreign = new Map(
    listeners
      .flatMap(({ secrets }) => secrets)
      .flatMap((secret) => (isForeign(secret, namespace) ? [[secret.secretName, secret] as const] : [])),
  );
  const grants = [...foreign.values()].map(({ secretName, namespace: theirs }) =>
    referenceGrant(
      `reference-grant-secret-${secretName}`,
      { kinds: ["Gateway"], namespace },
      { kind: "Secret", name: secretName, namespace: theirs },
      { ...metadata, name: partName(metadata.name, secretName) },
    ),
  );
  const gateway: CustomObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { ...metadata, annotations: { ...input.annotations, ...metadata.annotations }, namespace },
    spec: {
      gatewayClassName: className,
      ...(Object.keys(input.infrastructure).length === 0
        ? {}
        : { infrastructure: { annotations: input.infrastructure } }),
      listeners: listeners.flatMap((one) => gatewayListeners(one, namespace)),
    },
  };
  return [{ id: "gateway", object: gateway }, ...grants];
}

function isForeign(secret: TlsSecret, namespace: string): secret is TlsSecret & { readonly namespace: string } {
  return secret.namespace !== undefined && secret.namespace !== namespace;
}

/** Where routes find a listener: it is one listener of the Gateway, or one for each name that has its own certificate. */
export function gatewaySections(
  { name: edge, namespace, gateway }: Pick<GatewayEdgeInput, "name" | "namespace" | "gateway">,
  one: Pick<GatewayListenerInput, "listener" | "secrets" | "byHost">,
): GatewaySection[] {
  if ("parentRef" in gateway) {
    const { name, namespace: theirs = namespace, sectionName } = gateway.parentRef;
    const { protocol } = one.listener;
    // Routes of HTTP find their listeners by hosts, all others by the listener alone.
    const isHttp = protocol === "HTTP" || protocol === "HTTPS";
    const section = sectionName ?? (isHttp ? undefined : partName(one.listener.name));
    return [{ gateway: name, namespace: theirs, ...(section === undefined ? {} : { name: section }) }];
  }
  return certificateSections(one).map(({ name }) => ({ gateway: objectName(edge).name, namespace, name }));
}

/** What is to be said of a listener of a Gateway. */
export function checkGatewayListener({
  listener,
  secrets,
  byHost,
}: Pick<GatewayListenerInput, "listener" | "secrets" | "byHost">): Finding[] {
  const findings: Finding[] = [];
  const [first, ...others] = secrets.map(({ hostnames = [] }) => hostnames.length === 0);
  if (byHost && (first || others.includes(true))) {
    findings.push(
      refusal(
        "kubernetes-certificate-hosts",
        "certificates",
        "cert-manager asks for a certificate by the hosts of its listener, and one of these has none",
        "give the platform the hostnames of every certificate: certificates: { main: { secretName, hostnames } }",
      ),
    );
  } else if (others.includes(true)) {
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

function certificateSections({
  listener,
  secrets,
  byHost,
}: Pick<GatewayListenerInput, "listener" | "secrets" | "byHost">): CertificateSection[] {
  const name = partName(listener.name);
  const isNamed = ({ hostnames = [] }: TlsSecret, index: number) => hostnames.length > 0 && (byHost || index > 0);
  const named = secrets.filter(isNamed);
  const unnamed = secrets.filter((secret, index) => !isNamed(secret, index));
  return [
    ...(unnamed.length === 0 && named.length > 0 ? [] : [{ name, secrets: unnamed }]),
    ...named.flatMap((secret) =>
      (secret.hostnames ?? []).map((hostname) => ({
        name: partName(name, hostname.replace("*", "wildcard")),
        hostname,
        secrets: [secret],
      })),
    ),
  ];
}

function gatewayListeners(one: GatewayListenerInput, namespace: string): object[] {
  return certificateSections(one).map((section) => ({
    name: section.name,
    ...(section.hostname === undefined ? {} : { hostname: section.hostname }),
    port: one.listener.port,
    ...protocolOf(one.listener, section.secrets, namespace),
    allowedRoutes: { namespaces: allowedNamespaces(one.routeNamespaces, namespace) },
  }));
}

/** Those of the Gateway's own namespace, and by name those of others that are to be attached. */
function allowedNamespaces(routeNamespaces: readonly string[], namespace: string): object {
  const namespaces = [...new Set(routeNamespaces)];
  if (namespaces.every((one) => one === namespace)) return { from: "Same" };
  const expression = { key: "kubernetes.io/metadata.name", operator: "In", values: namespaces };
  return { from: "Selector", selector: { matchExpressions: [expression] } };
}

function protocolOf(listener: Listener, secrets: readonly TlsSecret[], namespace: string): object {
  const certificateRefs = secrets.map((secret) => ({
    kind: "Secret",
    name: secret.secretName,
    ...(isForeign(secret, namespace) ? { namespace: secret.namespace } : {}),
  }));
  if (listener.protocol === "HTTPS") return { protocol: "HTTPS", tls: { mode: "Terminate", certificateRefs } };
  if (listener.protocol !== "TLS") return { protocol: listener.protocol };
  if (isTerminated(listener)) return { protocol: "TLS", tls: { mode: "Terminate", certificateRefs } };
  return choosesByName(listener) ? { protocol: "TLS", tls: { mode: "Passthrough" } } : { protocol: "TCP" };
}
