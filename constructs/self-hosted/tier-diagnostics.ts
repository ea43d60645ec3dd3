import type { Diagnostic } from "../../lib/topology";
import { EdgeListener } from "../edge-load-balancer";
import type { IngressRouter } from "../ingress-router";
import type { LogicalService } from "../logical-service";
import { topologyPath } from "../model";

/** What of a service this proxy cannot do. */
export function serviceDiagnostics(service: LogicalService): readonly Diagnostic[] {
  if (service.props.members?.spec.type !== "selector") return [];
  return [
    {
      code: "selector-members",
      severity: "error",
      path: `${topologyPath(service)}.members`,
      message: `service "${service.name}" is chosen by the labels of pods, which a proxy outside of a cluster does not see`,
      remedy: "name its instances with Members.addresses([...]), or use the Kubernetes platform",
    },
  ];
}

/** A router without a listener is not run by any proxy. */
export function routerDiagnostics(router: IngressRouter): readonly Diagnostic[] {
  const listeners = router.node.root.node.findAll().filter((construct) => construct instanceof EdgeListener);
  if (listeners.some((listener) => listener.router === router)) return [];
  return [
    {
      code: "unserved-router",
      severity: "warning",
      path: topologyPath(router),
      message: `no listener leads to router "${router.name}", so no proxy runs it`,
      remedy: 'add one to an edge: edge.addListener("http", Listener.http({ port: 80, router }))',
    },
  ];
}
