import type { Construct } from "constructs";
import { ServiceV1 } from "../provider";
import { escapeTemplates } from "./escape-template";
import type { ServiceObject, ServicePort } from "./kubernetes-object";

/** A Service. Terraform does not wait for the address of a load balancer. */
export function createService(scope: Construct, id: string, object: ServiceObject): ServiceV1 {
  const { metadata, spec } = escapeTemplates(object);
  const affinity = spec.sessionAffinityConfig;
  return new ServiceV1(scope, id, {
    ...(spec.type === "LoadBalancer" ? { waitForLoadBalancer: false } : {}),
    metadata,
    spec: {
      type: spec.type,
      ...(spec.selector === undefined ? {} : { selector: { ...spec.selector } }),
      ...(spec.ipFamilyPolicy === undefined ? {} : { ipFamilyPolicy: spec.ipFamilyPolicy }),
      ...(spec.ipFamilies === undefined ? {} : { ipFamilies: [...spec.ipFamilies] }),
      port: spec.ports.map(renderPort),
      ...(spec.sessionAffinity === undefined ? {} : { sessionAffinity: spec.sessionAffinity }),
      ...(affinity === undefined ? {} : { sessionAffinityConfig: { clientIp: affinity.clientIP } }),
    },
  });
}

function renderPort({ targetPort, ...port }: ServicePort) {
  return { ...port, targetPort: String(targetPort) };
}
