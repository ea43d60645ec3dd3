import { type Diagnostic, formatDiagnostic } from "../topology";

/** 0 done; 1 it failed while running; 2 bad usage or a configuration that is not valid. */
export type ExitStatus = 0 | 1 | 2;

/** Ends a command with a status and lines for standard error. */
export class CliError extends Error {
  constructor(
    readonly status: ExitStatus,
    readonly lines: readonly string[],
  ) {
    super(lines.join("\n"));
    this.name = "CliError";
  }

  /** For a configuration that is not valid: a line for each thing that is wrong with it. */
  static ofDiagnostics(file: string, diagnostics: readonly Diagnostic[]): CliError {
    const errors = diagnostics.filter(({ severity }) => severity === "error").length;
    return new CliError(2, [
      ...diagnostics.map((diagnostic) => `${diagnostic.severity}: ${formatDiagnostic(diagnostic)}`),
      `${file} is not valid: ${errors} ${errors === 1 ? "error" : "errors"}`,
    ]);
  }
}
