import type { EdgeListener, EdgeLoadBalancer } from "../../edge-load-balancer";
import { isUnknown } from "../../unknown-values";
import type { Findings } from "../findings";
import { DEFAULT_PORTS } from "../rules";

/** Listeners that send clients to a port on which the edge does not listen: something else may, and often nothing does. */
export function redirectFindings({ listeners }: EdgeLoadBalancer, findings: Findings): void {
  const ports = listeners.filter(({ spec }) => spec.protocol === "HTTPS").map(({ spec }) => spec.port);
  if (ports.some(isUnknown)) return;
  for (const listener of listeners) {
    const port = targetPort(listener);
    if (port === undefined || isUnknown(port) || ports.includes(port)) continue;
    findings.warning(
      "alb-redirect-nowhere",
      "",
      `listener "${listener.name}" sends clients to HTTPS on port ${port}, where the edge has no HTTPS listener`,
      `add one: Listener.https({ port: ${port}, ... }), or see to it that something else answers there`,
    );
  }
}

function targetPort({ redirect }: EdgeListener): number | undefined {
  const [filter] = redirect?.topology.filters ?? [];
  return filter?.type === "RequestRedirect" ? (filter.port ?? DEFAULT_PORTS.HTTPS) : undefined;
}
