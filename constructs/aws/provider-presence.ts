import type { IConstruct } from "constructs";
import { TerraformStack } from "../cdktf";
import { AwsProvider } from "./provider";

const ID = "portico-aws-provider";

/** Stacks that have been looked at: looking means walking through all that they hold. */
const provided = new WeakSet<TerraformStack>();

/** Sees to it that a stack has a provider for AWS: the user's, where there is one already. */
export function ensureProvider(scope: IConstruct, region: string | undefined): void {
  const stack = TerraformStack.of(scope);
  if (provided.has(stack)) return;
  provided.add(stack);
  if (awsProviders(stack).length > 0) return;
  const provider = new AwsProvider(stack, ID, region === undefined ? {} : { region });
  provider.node.addValidation({
    validate: () =>
      awsProviders(stack).filter(({ alias }) => alias === undefined).length > 1
        ? [
            "the stack has two AWS providers, since it had none when its first Portico construct was made; make yours before, or give the region to Aws [aws-two-providers]",
          ]
        : [],
  });
}

function awsProviders(stack: TerraformStack) {
  return stack
    .allProviders()
    .filter(({ terraformResourceType }) => terraformResourceType === AwsProvider.tfResourceType);
}
