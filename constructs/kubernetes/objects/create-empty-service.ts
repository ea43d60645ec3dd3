import type { Construct } from "constructs";
import { ServiceV1 } from "../provider";
import { escapeTemplates } from "./escape-template";
import type { CustomObject } from "./kubernetes-object";

/** What a Service without endpoints says. */
interface EmptyServiceSpec {
  readonly ports: readonly { readonly name: string; readonly port: number }[];
}

/**
 * A Service that nothing is behind. Other than a manifest, it needs no cluster when Terraform plans.
 *
 * @param isPresent - pure: it is called again on each synthesis
 */
export function createEmptyService(
  scope: Construct,
  id: string,
  object: CustomObject,
  isPresent: () => boolean,
): ServiceV1 {
  const { metadata, spec } = escapeTemplates(object);
  const { ports } = spec as unknown as EmptyServiceSpec;
  return new OptionalService(scope, id, isPresent, {
    metadata,
    spec: { type: "ClusterIP", clusterIp: "None", port: ports.map(({ name, port }) => ({ name, port })) },
  });
}

class OptionalService extends ServiceV1 {
  constructor(
    scope: Construct,
    id: string,
    private readonly isPresent: () => boolean,
    config: ConstructorParameters<typeof ServiceV1>[2],
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
