import type { IConstruct } from "constructs";
import type { Diagnostic } from "../../../lib/topology";
import { TerraformStack } from "../../cdktf";
import { reportDiagnostics } from "../../diagnostics";
import type { KubernetesProps } from "../kubernetes-props";
import { checkSettings } from "./check-settings";

const platforms = new WeakMap<TerraformStack, Set<KubernetesProps>>();

/** Has the settings of a construct's platform looked at: once for the stack, since many constructs share them. */
export function reportSettings(construct: IConstruct, props: KubernetesProps): void {
  const stack = TerraformStack.of(construct);
  const known = platforms.get(stack);
  if (known !== undefined) {
    known.add(props);
    return;
  }
  const used = new Set([props]);
  platforms.set(stack, used);
  reportDiagnostics(stack, () => settingsDiagnostics([...used]));
}

/** Platforms that were made of one another have most of their settings in common. */
function settingsDiagnostics(used: readonly KubernetesProps[]): readonly Diagnostic[] {
  const found = used
    .flatMap(checkSettings)
    .map(({ at: path, message, ...finding }): Diagnostic => ({ ...finding, path, message: `Kubernetes: ${message}` }));
  return [...new Map(found.map((diagnostic) => [`${diagnostic.code} ${diagnostic.message}`, diagnostic])).values()];
}
