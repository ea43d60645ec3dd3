import type { Construct } from "constructs";
import { ServiceV1 } from "../provider";
import { escapeTemplates } from "./escape-template";
import type { ServiceObject, ServicePort } from "./kubernetes-object";

/** A Service. Terraform does not wait for the address of a load balancer. */
export function createService(scope: Construct, id: string, object: ServiceObject): ServiceV1 {
  const { metadata, spec } = escapeTemplates(object);
  const { ports, selector, clusterIP, ipFamilies, loadBalancerSourceRanges, sessionAffinityConfig, ...same } = spec;
  return new ServiceV1(scope, id, {
    ...(spec.type === "LoadBalancer" ? { waitForLoadBalancer: false } : {}),
    metadata,
    spec: {
      ...same,
      ...(selector === undefined ? {} : { selector: { ...selector } }),
      ...(clusterIP === undefined ? {} : { clusterIp: clusterIP }),
      ...(ipFamilies === undefined ? {} : { ipFamilies: [...ipFamilies] }),
      ...(loadBalancerSourceRanges === undefined ? {} : { loadBalancerSourceRanges: [...loadBalancerSourceRanges] }),
      port: ports.map(renderPort),
      ...(sessionAffinityConfig === undefined
        ? {}
        : { sessionAffinityConfig: { clientIp: sessionAffinityConfig.clientIP } }),
    },
  });
}

function renderPort({ targetPort, ...port }: ServicePort) {
  return { ...port, targetPort: String(targetPort) };
}
