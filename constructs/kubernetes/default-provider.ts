import type { IConstruct } from "constructs";
import { TerraformStack } from "../cdktf";
import { ensureDefaultProvider } from "../default-provider";
import { KubernetesProvider } from "./provider";

const PROVIDER_ID = "kubernetes-provider";

/** Sees to it that the stack of a construct has a Kubernetes provider; `KUBE_CONFIG_PATH` and the like tell it of a cluster. */
export function ensureProvider(construct: IConstruct): void {
  ensureDefaultProvider(TerraformStack.of(construct), PROVIDER_ID, KubernetesProvider);
}
