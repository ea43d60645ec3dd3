import type { LogicalService } from "../../logical-service";
import type { ListenerSpec } from "../../values";
import type { Findings } from "../findings";
import { seconds } from "../service";

export type StreamSpec = Exclude<ListenerSpec, { readonly protocol: "HTTP" | "HTTPS" }>;

/** A listener of a Network Load Balancer as plain values. */
export interface NetworkPlan {
  readonly protocol: "TCP" | "UDP" | "TLS";
  /** `undefined` where the listener leads nowhere, which validation reports. */
  readonly service: LogicalService | undefined;
  /** For TCP alone. */
  readonly idleTimeout: number | undefined;
}

/** The default of the Topology; AWS's is 350 seconds. */
const DEFAULT_IDLE = "1h";

const TCP_IDLE = { code: "nlb-idle-timeout", what: "the idle timeout of a TCP listener", low: 60, high: 6000 };

/** Network Load Balancers have these, and nobody can change them (ELB user guide, "Connection idle timeout"). */
const FIXED_IDLE = { TLS: 350, UDP: 120, TCP_UDP: 350 } as const;

/** TLS that is passed through is TCP to a Network Load Balancer: it reads no server names unless it ends TLS itself. */
export function networkPlan(spec: StreamSpec, findings: Findings): NetworkPlan {
  if (spec.protocol === "TCP") return { protocol: "TCP", service: spec.service, idleTimeout: tcpIdle(spec, findings) };
  if (spec.protocol === "UDP" || spec.mode === "Terminate") {
    reportFixedIdle(spec.protocol, spec.idleTimeout, findings);
    return { protocol: spec.protocol, service: spec.service, idleTimeout: undefined };
  }
  const { routes = [], service } = spec;
  const chosen = service ?? routes[0]?.service;
  if (routes.length > 0) {
    findings.error(
      "nlb-sni-routes",
      "tlsRoutes",
      "a Network Load Balancer cannot tell services apart by server name without ending TLS",
      `give each service a listener and port of its own, or accept that all connections go to "${chosen?.name}"`,
    );
  }
  return { protocol: "TCP", service: chosen, idleTimeout: tcpIdle(spec, findings) };
}

function tcpIdle({ idleTimeout = DEFAULT_IDLE }: { readonly idleTimeout?: string }, findings: Findings): number {
  return seconds(idleTimeout, "idleTimeout", TCP_IDLE, findings);
}

/** A TCP listener that shares its port with a UDP one cannot choose any more. */
export function combinedIdle(idleTimeout: string | undefined, findings: Findings): void {
  reportFixedIdle("TCP_UDP", idleTimeout, findings);
}

function reportFixedIdle(protocol: keyof typeof FIXED_IDLE, idleTimeout: string | undefined, findings: Findings): void {
  if (idleTimeout === undefined) return;
  const fixed = FIXED_IDLE[protocol];
  const what = `the idle timeout of a ${protocol} listener`;
  seconds(idleTimeout, "idleTimeout", { code: "nlb-idle-timeout", what, low: fixed, high: fixed }, findings);
}
