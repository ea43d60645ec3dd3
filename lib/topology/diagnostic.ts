/** What is wrong with an input, where, and how to mend it. */
export interface Diagnostic {
  /** A stable name in kebab-case, such as `unknown-service`; what `accept` lists refer to. */
  readonly code: string;
  /** An error stops the operation; a warning is printed and nothing more. */
  readonly severity: "error" | "warning";
  /** The place in the document, as a JSON path: `routers[0].routes[2].backends[0].service`. Empty for the whole. */
  readonly path: string;
  /** What is wrong, as a sentence without its full stop. */
  readonly message: string;
  /** What to do about it, as a sentence without its full stop. */
  readonly remedy?: string;
}

/** One line a diagnostic: `path: message; remedy`. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { path, message, remedy } = diagnostic;
  return `${path === "" ? "" : `${path}: `}${message}${remedy === undefined ? "" : `; ${remedy}`}`;
}

/** Whether any of the diagnostics stops the operation. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}
