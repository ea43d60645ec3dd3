import { dialectFor, type IngressDialectName, lowerRouter } from "../../../../constructs/kubernetes/ingress";
import type { Lowered, RoutingObject } from "../../../../constructs/kubernetes/objects";
import type { RouterInput, RouterListener, RouterLowering } from "../../../../constructs/kubernetes/routes";
import type { Router } from "../../../../lib/topology";

export interface LoweringOptions extends Partial<Pick<RouterInput, "listeners" | "services">> {
  readonly className?: string;
  readonly dialect?: IngressDialectName;
}

/** A listener of the edge `edge`, named after its protocol. */
export function listener(
  protocol: RouterListener["protocol"],
  port: number,
  secrets: RouterListener["secrets"] = [],
): RouterListener {
  return { edge: "edge", name: protocol.toLowerCase(), protocol, port, secrets };
}

/** Lowers a router whose services are all of the port 80 and of their own name. */
export function lower(router: Router, options: LoweringOptions = {}): RouterLowering {
  const { className, dialect, listeners = [listener("HTTP", 80)] } = options;
  return lowerRouter(
    {
      router,
      services: options.services ?? servicesOf(router),
      listeners,
      settings: {
        namespace: "shop",
        ...(className === undefined ? {} : { ingressClassName: className }),
        labels: {},
        annotations: {},
        entryPoints: { 80: "web", 443: "websecure" },
      },
    },
    dialectFor(className, dialect),
  );
}

export function servicesOf({ routes }: Router): RouterInput["services"] {
  const named = routes.flatMap(({ backends = [], filters = [] }) => [
    ...backends.map(({ service }) => service),
    ...filters.flatMap((filter) => (filter.type === "RequestMirror" ? [filter.service] : [])),
  ]);
  return new Map(named.map((name) => [name, { name, namespace: "shop", port: 80, protocol: "HTTP" }]));
}

/** What Terraform would be given for the objects. */
export function outputOf(objects: readonly Lowered<RoutingObject>[]): object {
  return {
    resource: { kubernetes_manifest: Object.fromEntries(objects.map(({ id, object }) => [id, { manifest: object }])) },
  };
}
