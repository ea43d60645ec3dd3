import { type GatewayProps, gatewayRelease, lowerToGateway } from "../../../../constructs/kubernetes/gateway";
import type { CustomObject } from "../../../../constructs/kubernetes/objects";
import type { RouterInput, RouterLowering } from "../../../../constructs/kubernetes/routes";
import type { Router } from "../../../../lib/topology";
import { listener, servicesOf } from "../ingress/lowering";

export type LoweringOptions = Partial<Pick<RouterInput, "services" | "listeners">> & Omit<GatewayProps, "className">;

const HTTP: RouterInput["listeners"][number] = {
  ...listener("HTTP", 80),
  sections: [{ gateway: "edge", namespace: "shop", name: "http" }],
};

/** Lowers a router behind one HTTP listener, whose services are all of the port 80 and of their own name. */
export function lower(router: Router, options: LoweringOptions = {}): RouterLowering {
  const { services = servicesOf(router), listeners = [HTTP], ...release } = options;
  return lowerToGateway(
    { router, services, listeners, settings: { namespace: "shop", labels: {}, annotations: {}, entryPoints: {} } },
    gatewayRelease({ className: "any", ...release }),
  );
}

/** The Gateway that {@link lower} attaches to. */
export const GATEWAY: CustomObject = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "Gateway",
  metadata: { name: "edge", namespace: "shop", annotations: { "portico/edge": "edge" } },
  spec: { gatewayClassName: "any", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
};
