import {
  checkCertificateFiles,
  checkFilterFiles,
  checkSharedSockets,
  formatDiagnostic,
  hasErrors,
  parseTopology,
  type Topology,
} from "../topology";
import { CliError } from "./cli-error";
import type { Io } from "./io";
import type { Document } from "./read-document";

/**
 * The Topology that a document holds. Warnings go to standard error.
 *
 * @param folder - where given, the files that the Topology names are looked for, relative to it
 * @throws CliError with every problem, where it is not valid
 */
export function topologyOf({ name, text }: Document, io: Io, folder?: string): Topology {
  const { topology, draft = {}, diagnostics } = parseTopology(text);
  const all = [
    ...diagnostics,
    ...checkSharedSockets(draft),
    ...(folder === undefined ? [] : [...checkCertificateFiles(draft, folder), ...checkFilterFiles(draft, folder)]),
  ];
  if (topology === undefined || hasErrors(all)) throw CliError.ofDiagnostics(name, all);
  for (const warning of all) io.err(`portico: warning: ${formatDiagnostic(warning)}\n`);
  return topology;
}
