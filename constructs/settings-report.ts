import type { IConstruct } from "constructs";
import type { Diagnostic } from "../lib/topology";
import { TerraformStack } from "./cdktf";
import { reportDiagnostics } from "./diagnostics";

/**
 * Has the settings of platforms looked at: once for each stack, since many of its constructs share them.
 *
 * @param find - what is to be said of the settings of one platform; pure
 * @returns to be called by the platform for each construct that it lowers
 */
export function settingsReport<Settings>(
  find: (settings: Settings) => readonly Diagnostic[],
): (construct: IConstruct, settings: Settings) => void {
  const platforms = new WeakMap<TerraformStack, Set<Settings>>();
  return (construct, settings) => {
    const stack = TerraformStack.of(construct);
    const known = platforms.get(stack);
    if (known !== undefined) {
      known.add(settings);
      return;
    }
    const used = new Set([settings]);
    platforms.set(stack, used);
    reportDiagnostics(stack, () => once([...used].flatMap(find)));
  };
}

/** Platforms that were made of one another have most of their settings in common. */
function once(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(found.map((diagnostic) => [`${diagnostic.code} ${diagnostic.message}`, diagnostic])).values()];
}
