import type { Construct } from "constructs";
import { EndpointSliceV1 } from "../provider";
import { escapeTemplates } from "./escape-template";
import type { EndpointPort, EndpointSliceObject } from "./kubernetes-object";

export function createEndpointSlice(scope: Construct, id: string, object: EndpointSliceObject): EndpointSliceV1 {
  const { metadata, addressType, endpoints, ports } = escapeTemplates(object);
  return new EndpointSliceV1(scope, id, {
    metadata,
    addressType,
    endpoint: endpoints.map(({ addresses, conditions }) => ({ addresses: [...addresses], condition: conditions })),
    port: ports.map(renderPort),
  });
}

/** The provider takes the port as text. */
function renderPort({ port, ...rest }: EndpointPort) {
  return { ...rest, port: String(port) };
}
