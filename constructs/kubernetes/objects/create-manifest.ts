import type { Construct } from "constructs";
import { Lazy } from "../../cdktf";
import { Manifest } from "../provider";
import { escapeTemplates } from "./escape-template";
import type { CustomObject } from "./kubernetes-object";

/**
 * An object of a kind that the provider has no resource of its own for, asked for when the stack is synthesized.
 * Terraform needs the cluster, with the kind's definition in it, when it plans.
 *
 * @param produce - pure: it is called again on each synthesis; `undefined` leaves the object out
 */
export function createManifest(scope: Construct, id: string, produce: () => CustomObject | undefined): Manifest {
  const manifest = Lazy.anyValue({ produce: () => escapeTemplates(produce()) });
  return new OptionalManifest(scope, id, () => produce() !== undefined, {
    manifest: manifest as unknown as Record<string, unknown>,
  });
}

class OptionalManifest extends Manifest {
  constructor(
    scope: Construct,
    id: string,
    private readonly isPresent: () => boolean,
    config: ConstructorParameters<typeof Manifest>[2],
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
