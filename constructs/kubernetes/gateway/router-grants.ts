import { type CustomObject, type Lowered, objectName, partName } from "../objects";
import { type PlannedRoute, type RouterInput, routerLabels } from "../routes";
import { referenceGrant } from "./reference-grant";

/** Grants for the services of other namespaces that a router's routes lead to. */
export function routerGrants(
  routes: readonly PlannedRoute[],
  objects: readonly Lowered<CustomObject>[],
  input: RouterInput,
): Lowered<CustomObject>[] {
  const { router, settings } = input;
  const kinds = [...new Set(objects.map(({ object }) => object.kind))].sort();
  const services = routes.flatMap(({ backends, mirrors }) => [
    ...backends.map(({ service }) => service),
    ...mirrors.map(({ backend }) => backend),
  ]);
  const foreign = new Map(
    services.filter(({ namespace }) => namespace !== settings.namespace).map((service) => [service.name, service]),
  );
  return [...foreign.values()].map(({ name, namespace }) =>
    referenceGrant(
      `reference-grant-${name}`,
      { kinds, namespace: settings.namespace },
      { kind: "Service", name, namespace },
      {
        name: partName(objectName(router.name).name, name),
        labels: routerLabels(input),
        annotations: { "portico/router": router.name },
      },
    ),
  );
}
