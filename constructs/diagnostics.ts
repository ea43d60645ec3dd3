import type { IConstruct } from "constructs";
import { type Diagnostic, formatDiagnostic } from "../lib/topology";
import { Annotations } from "./cdktf";

/**
 * Has a construct's diagnostics looked for when its stack is synthesized. Errors stop the synthesis, all of them at
 * once; warnings, and errors whose code is accepted, are annotations of the construct.
 *
 * @param find - pure: it is called again on each synthesis
 * @param accept - codes that are taken knowingly
 */
export function reportDiagnostics(
  scope: IConstruct,
  find: () => readonly Diagnostic[],
  accept: readonly string[] = [],
): void {
  const warned = new Set<string>();
  scope.node.addValidation({
    validate: () => {
      const errors: string[] = [];
      for (const diagnostic of find()) {
        const line = `${formatDiagnostic(diagnostic)} [${diagnostic.code}]`;
        if (diagnostic.severity === "error" && !accept.includes(diagnostic.code)) {
          errors.push(line);
        } else if (!warned.has(line)) {
          warned.add(line);
          Annotations.of(scope).addWarning(line);
        }
      }
      return errors;
    },
  });
}
