import type { IConstruct } from "constructs";
import { type Diagnostic, formatDiagnostic } from "../lib/topology";
import { acceptedCodes, noteReport } from "./acceptance";
import { Annotations } from "./cdktf";

/** A diagnostic and the construct that it is about. */
export interface LocatedDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly construct?: IConstruct | undefined;
}

/**
 * Has a construct's diagnostics looked for when its stack is synthesized. Errors stop the synthesis, all of a stack's at
 * once; warnings, and errors whose code is accepted, are annotations of the construct.
 *
 * @param find - pure: it is called again on each synthesis
 * @param accept - codes that are taken knowingly, beside those that the construct or one that it is within accepts
 */
export function reportDiagnostics(
  scope: IConstruct,
  find: () => readonly Diagnostic[],
  accept: readonly string[] = [],
): void {
  noteReport({ scope, accept, find: () => find().map(({ code }) => code) });
  reportLocated(scope, () => find().map((diagnostic) => ({ diagnostic, construct: scope })), accept);
}

/** As {@link reportDiagnostics}, for what is looked for in one place and is about constructs elsewhere. */
export function reportLocated(
  scope: IConstruct,
  find: () => readonly LocatedDiagnostic[],
  accept: readonly string[] = [],
): void {
  const warned = new Set<string>();
  scope.node.addValidation({
    validate: () => {
      const errors: string[] = [];
      const accepted = new Set([...accept, ...acceptedCodes(scope)]);
      for (const { diagnostic, construct = scope } of find()) {
        if (diagnostic.severity === "error" && !accepted.has(diagnostic.code)) {
          errors.push(toLine(diagnostic, construct === scope ? undefined : construct));
          continue;
        }
        const line = toLine(diagnostic);
        const key = `${construct.node.path} ${line}`;
        if (warned.has(key)) continue;
        warned.add(key);
        Annotations.of(construct).addWarning(line);
      }
      return errors;
    },
  });
}

/** One line: the Topology path, the construct's path where nothing else names it, what is wrong, what to do, the code. */
function toLine(diagnostic: Diagnostic, construct?: IConstruct): string {
  const { path, code } = diagnostic;
  const place = construct === undefined ? path : `${path} (${construct.node.path})`.trimStart();
  return `${formatDiagnostic({ ...diagnostic, path: place })} [${code}]`;
}
