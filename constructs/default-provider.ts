import { type TerraformProvider, TerraformStack } from "./cdktf";

type ProviderClass = new (scope: TerraformStack, id: string, config: object) => TerraformProvider;

/**
 * Sees to it that a stack has a provider, which finds its target by its environment. Beside one of the stack's own without
 * alias it says nothing, whichever of the two was made first.
 */
export function ensureDefaultProvider(stack: TerraformStack, id: string, Provider: ProviderClass): void {
  if (stack.node.tryFindChild(id) !== undefined) return;

  class DefaultProvider extends Provider {
    override toTerraform(): object {
      return this.isNeeded() ? super.toTerraform() : {};
    }

    override toHclTerraform(): object {
      return this.isNeeded() ? super.toHclTerraform() : {};
    }

    private isNeeded(): boolean {
      return !TerraformStack.of(this)
        .node.findAll()
        .some((other) => other !== this && other instanceof Provider && other.alias === undefined);
    }
  }

  new DefaultProvider(stack, id, {});
}
