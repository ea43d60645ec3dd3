import {
  checkCertificateFiles,
  checkSharedSockets,
  formatDiagnostic,
  hasErrors,
  parseTopology,
  type Topology,
} from "../topology";
import { CliError } from "./cli-error";
import type { Io } from "./io";

/**
 * The Topology in a file's text. Warnings go to standard error.
 *
 * @param certificateFolder - where given, certificate files are looked for, relative to it
 * @throws CliError with every problem, where it is not valid
 */
export function topologyOf(file: string, text: string, io: Io, certificateFolder?: string): Topology {
  const { topology, draft = {}, diagnostics } = parseTopology(text);
  const all = [
    ...diagnostics,
    ...checkSharedSockets(draft),
    ...(certificateFolder === undefined ? [] : checkCertificateFiles(draft, certificateFolder)),
  ];
  if (topology === undefined || hasErrors(all)) throw CliError.ofDiagnostics(file, all);
  for (const warning of all) io.err(`portico: warning: ${formatDiagnostic(warning)}\n`);
  return topology;
}
