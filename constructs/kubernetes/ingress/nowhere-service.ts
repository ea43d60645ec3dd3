import { type CustomObject, type Lowered, objectName } from "../objects";
import { type BackendService, type RouterInput, routerLabels } from "../routes";

const PORT = 80;

/** What a path leads to that is answered before a service is reached: an Ingress asks for one all the same. */
export function nowhere(input: RouterInput): Pick<BackendService, "name" | "port"> {
  return { name: objectName(`${objectName(input.router.name).name}-nowhere`).name, port: PORT };
}

/** A Service without endpoints. Of a path whose Service there is not, controllers make nothing. */
export function nowhereService(input: RouterInput): Lowered<CustomObject> {
  const { name } = nowhere(input);
  return {
    id: "service-nowhere",
    object: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: input.settings.namespace, labels: routerLabels(input) },
      spec: { type: "ClusterIP", clusterIP: "None", ports: [{ name: "http", port: PORT }] },
    },
  };
}
