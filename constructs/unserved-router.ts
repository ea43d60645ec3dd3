import type { Diagnostic } from "../lib/topology";
import { reportDiagnostics } from "./diagnostics";
import { EdgeListener } from "./edge-load-balancer";
import type { IngressRouter } from "./ingress-router";
import { topologyPath } from "./model";

/** For platforms on which a router without a listener becomes nothing: says so. */
export function reportUnservedRouter(router: IngressRouter): void {
  reportDiagnostics(router, () => unservedRouter(router));
}

function unservedRouter(router: IngressRouter): readonly Diagnostic[] {
  const listeners = router.node.root.node.findAll().filter((construct) => construct instanceof EdgeListener);
  if (listeners.some((listener) => listener.router === router)) return [];
  return [
    {
      code: "unserved-router",
      severity: "warning",
      path: topologyPath(router),
      message: `no listener leads to router "${router.name}", so that no request reaches it`,
      remedy: 'add one to an edge: edge.addListener("http", Listener.http({ port: 80, router }))',
    },
  ];
}
