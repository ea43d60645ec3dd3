import type { Diagnostic } from "../lib/topology";
import type { EdgeLoadBalancer } from "./edge-load-balancer";
import type { LogicalService } from "./logical-service";

/** Settings of TLS on platforms that have no place for them. */
export function findTlsSettings(
  edges: readonly EdgeLoadBalancer[],
  services: readonly LogicalService[],
): readonly Diagnostic[] {
  return [
    ...edges.flatMap(({ platform, listeners }, e) =>
      platform.hasTlsSettings === true
        ? []
        : listeners.flatMap(({ name, spec }, l): readonly Diagnostic[] =>
            "tls" in spec && spec.tls !== undefined
              ? [
                  {
                    code: "listener-tls",
                    severity: "error",
                    path: `edges[${e}].listeners[${l}].tls`,
                    message: `listener "${name}" says how TLS is ended, and ${platform.name} has settings of its own for that`,
                    remedy: "leave it out, and see the settings of the platform",
                  },
                ]
              : [],
          ),
    ),
    ...services.flatMap(({ name, platform, props: { tls } }, s): readonly Diagnostic[] =>
      tls === undefined || platform.hasTlsSettings === true
        ? []
        : [
            {
              code: "service-tls",
              severity: "error",
              path: `services[${s}].tls`,
              message: `service "${name}" is to be spoken to over TLS and verified, which ${platform.name} does not do`,
              remedy: "leave it out where the network is trusted, or put the self-hosted proxy in front of the service",
            },
          ],
    ),
  ];
}
