import { ImportError, type ImportSource, importSetup, writeStack } from "../../import";
import { formatDiagnostic, hasErrors, validateTopology } from "../../topology";
import { CliError } from "../cli-error";
import type { Io } from "../io";

/** What `portico import` was asked for. */
export interface ImportRequest {
  readonly source: ImportSource;
  readonly file: string;
  readonly text: string;
  readonly className: string;
  readonly io: Io;
}

/**
 * Writes the program, and what is not as it was.
 *
 * @throws CliError where the file is not what it should be
 */
export function runImport({ source, file, text, className, io }: ImportRequest): void {
  if (!/^[A-Za-z_$][\w$]*$/.test(className)) throw new CliError(2, [`--class "${className}" is no name of a class`]);
  const imported = readSetup(source, file, text);
  for (const remark of imported.remarks) io.err(`portico: warning: ${formatDiagnostic(remark)}\n`);
  const faults = validateTopology(imported.topology);
  if (hasErrors(faults)) throw CliError.ofDiagnostics(`what ${file} says`, faults);
  io.out(writeStack(imported, className));
}

function readSetup(source: ImportSource, file: string, text: string) {
  try {
    return importSetup(source, text);
  } catch (error) {
    if (error instanceof ImportError) throw CliError.ofDiagnostics(file, error.diagnostics);
    throw error;
  }
}
