import type { TerraformStack } from "../cdktf";
import { LocalProvider } from "./provider";

const PROVIDER_ID = "portico-local-provider";

/** The stack's provider for files that Portico writes. Its alias keeps it apart from one that the user makes. */
export function localProvider(stack: TerraformStack): LocalProvider {
  const found = stack.node.tryFindChild(PROVIDER_ID);
  return found instanceof LocalProvider ? found : new LocalProvider(stack, PROVIDER_ID, { alias: "portico" });
}
