import { dirname, join } from "node:path";
import { ImportError, type ImportSource, importSetup, writeStack } from "../../import";
import { formatDiagnostic, hasErrors, validateTopology } from "../../topology";
import { CliError } from "../cli-error";
import type { Io } from "../io";
import type { Document } from "../read-document";
import { writeFiles } from "./write-files";

/** What `portico import` was asked for. */
export interface ImportRequest {
  readonly source: ImportSource;
  readonly document: Document;
  readonly className: string;
  /** Where the program goes; standard output unless it is given. Files that it needs are written beside it. */
  readonly output?: string;
  /** Whether files that are there already are replaced. */
  readonly force: boolean;
  readonly io: Io;
}

/**
 * Writes the program, the files that it needs, and what is not as it was.
 *
 * @throws CliError where the file is not what it should be, or something cannot be written
 */
export function runImport({ source, document, className, output, force, io }: ImportRequest): void {
  if (!/^[A-Za-z_$][\w$]*$/.test(className)) throw new CliError(2, [`--class "${className}" is no name of a class`]);
  const imported = readSetup(source, document);
  for (const remark of imported.remarks) io.err(`portico: warning: ${formatDiagnostic(remark)}\n`);
  const faults = validateTopology(imported.topology);
  if (hasErrors(faults)) throw CliError.ofDiagnostics(`what ${document.name} says`, faults);
  const program = writeStack(imported, className);
  const folder = output === undefined ? "" : dirname(output);
  const files = [
    ...imported.files.map((file) => ({
      path: join(folder, file.name),
      content: file.content,
      isSecret: true,
      isSame: (content: string) => file.isSame(content),
    })),
    ...(output === undefined
      ? []
      : [{ path: output, content: program, isSecret: false, isSame: (content: string) => content === program }]),
  ];
  for (const { path, isSecret } of writeFiles(files, force)) {
    if (isSecret) io.err(`portico: wrote ${path}, which is secret: its owner alone may read it\n`);
  }
  if (output === undefined) io.out(program);
  else io.out(`wrote ${output}\n`);
}

function readSetup(source: ImportSource, { name, text }: Document) {
  try {
    return importSetup(source, text);
  } catch (error) {
    if (error instanceof ImportError) throw CliError.ofDiagnostics(name, error.diagnostics);
    throw error;
  }
}
