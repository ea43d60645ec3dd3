import type { Construct } from "constructs";
import { Lazy } from "../../cdktf";
import { IngressV1 } from "../provider";
import { escapeTemplates } from "./escape-template";
import type { IngressObject, IngressRule, IngressTls } from "./kubernetes-object";

/**
 * An Ingress whose rules, certificates and annotations are asked for when the stack is synthesized.
 *
 * @param initial - for its name, namespace, labels and class, which do not change
 * @param produce - pure: it is called again on each synthesis; `undefined` leaves the Ingress out
 */
export function createIngress(
  scope: Construct,
  id: string,
  initial: IngressObject,
  produce: () => IngressObject | undefined,
): IngressV1 {
  const { metadata, spec } = escapeTemplates(initial);
  return new OptionalIngress(scope, id, () => produce() !== undefined, {
    // Terraform would otherwise hold up the apply until a controller has given the Ingress an address.
    waitForLoadBalancer: false,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      ...(metadata.labels === undefined ? {} : { labels: { ...metadata.labels } }),
      annotations: lazy(() => produce()?.metadata.annotations),
    },
    spec: {
      ...(spec.ingressClassName === undefined ? {} : { ingressClassName: spec.ingressClassName }),
      rule: lazy(() => produce()?.spec.rules.map(renderRule)),
      tls: lazy(() => produce()?.spec.tls?.map(renderTls)),
    },
  });
}

class OptionalIngress extends IngressV1 {
  constructor(
    scope: Construct,
    id: string,
    private readonly isPresent: () => boolean,
    config: ConstructorParameters<typeof IngressV1>[2],
  ) {
    super(scope, id, config);
  }

  override toTerraform(): object {
    return this.isPresent() ? super.toTerraform() : {};
  }

  override toHclTerraform(): object {
    return this.isPresent() ? super.toHclTerraform() : {};
  }
}

/** What cdktf does not convert is written as Terraform has it. */
function renderRule({ host, http }: IngressRule): object {
  return {
    host,
    http: {
      path: http.paths.map(({ path, pathType, backend }) => ({
        path,
        path_type: pathType,
        backend: { service: { name: backend.service.name, port: backend.service.port } },
      })),
    },
  };
}

function renderTls({ hosts, secretName }: IngressTls): object {
  return { hosts, secret_name: secretName };
}

/** cdktf takes a token wherever it takes a list or a map, but has no type that says so. */
function lazy<T>(produce: () => unknown): T {
  return Lazy.anyValue({ produce: () => escapeTemplates(produce()) }) as unknown as T;
}
