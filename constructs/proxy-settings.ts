import type { Diagnostic } from "../lib/topology";
import type { EdgeLoadBalancer } from "./edge-load-balancer";
import type { LogicalService } from "./logical-service";

const LISTENER_SETTINGS = [
  { field: "tls", code: "listener-tls", what: "how TLS is ended" },
  { field: "requestPolicy", code: "listener-request-policy", what: "which requests it trusts and refuses" },
  { field: "limits", code: "listener-limits", what: "what clients may do at most" },
  { field: "proxyProtocol", code: "listener-proxy-protocol", what: "which proxies in front name its clients" },
] as const;

const SERVICE_SETTINGS = [
  {
    field: "tls",
    code: "service-tls",
    says: "is to be spoken to over TLS and verified",
    remedy: "leave it out where the network is trusted, or put the self-hosted proxy in front of the service",
  },
  {
    field: "limits",
    code: "service-limits",
    says: "says what is asked of each instance at most",
    remedy: "leave it out, or put the self-hosted proxy in front of the service",
  },
] as const;

/** What the proxy alone can be told, on platforms that have no place for it. */
export function findProxySettings(
  edges: readonly EdgeLoadBalancer[],
  services: readonly LogicalService[],
): readonly Diagnostic[] {
  return [
    ...edges.flatMap((edge, index) => listenerSettings(edge, `edges[${index}]`)),
    ...services.flatMap((service, index) => serviceSettings(service, `services[${index}]`)),
  ];
}

function listenerSettings({ platform, listeners }: EdgeLoadBalancer, path: string): readonly Diagnostic[] {
  if (platform.hasProxySettings === true) return [];
  return listeners.flatMap(({ name, spec }, index) =>
    LISTENER_SETTINGS.filter(({ field }) =>
      Object.entries(spec).some(([name, value]) => name === field && value !== undefined),
    ).map(
      ({ field, code, what }): Diagnostic => ({
        code,
        severity: "error",
        path: `${path}.listeners[${index}].${field}`,
        message: `listener "${name}" says ${what}, and ${platform.name} has settings of its own for that`,
        remedy: "leave it out, and see the settings of the platform",
      }),
    ),
  );
}

function serviceSettings({ name, platform, props }: LogicalService, path: string): readonly Diagnostic[] {
  if (platform.hasProxySettings === true) return [];
  return SERVICE_SETTINGS.filter(({ field }) => props[field] !== undefined).map(
    ({ field, code, says, remedy }): Diagnostic => ({
      code,
      severity: "error",
      path: `${path}.${field}`,
      message: `service "${name}" ${says}, which ${platform.name} does not do`,
      remedy,
    }),
  );
}
