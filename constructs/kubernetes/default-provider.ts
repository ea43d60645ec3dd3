import type { IConstruct } from "constructs";
import { TerraformStack } from "../cdktf";
import { KubernetesProvider } from "./provider";

const PROVIDER_ID = "kubernetes-provider";

/**
 * The provider of a stack that makes none itself: it finds the cluster by its environment (`KUBE_CONFIG_PATH` and the
 * like). Beside one of the stack's own without alias it says nothing, whichever of the two was made first.
 */
class DefaultProvider extends KubernetesProvider {
  override toTerraform(): object {
    return this.isNeeded() ? super.toTerraform() : {};
  }

  override toHclTerraform(): object {
    return this.isNeeded() ? super.toHclTerraform() : {};
  }

  private isNeeded(): boolean {
    return !TerraformStack.of(this)
      .node.findAll()
      .some(
        (construct) => construct !== this && construct instanceof KubernetesProvider && construct.alias === undefined,
      );
  }
}

/** Sees to it that the stack of a construct has a Kubernetes provider. */
export function ensureProvider(construct: IConstruct): void {
  const stack = TerraformStack.of(construct);
  if (stack.node.tryFindChild(PROVIDER_ID) === undefined) new DefaultProvider(stack, PROVIDER_ID, {});
}
