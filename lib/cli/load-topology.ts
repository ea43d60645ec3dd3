import { checkCertificateFiles, formatDiagnostic, parseTopology, type Topology } from "../topology";
import { CliError } from "./cli-error";
import type { Io } from "./io";
import { readText } from "./read-document";

/**
 * The Topology in a file. Warnings go to standard error.
 *
 * @param certificateFolder - where given, certificate files are looked for, relative to it
 * @throws CliError with every problem, where it is not valid
 */
export function loadTopology(file: string, io: Io, certificateFolder?: string): Topology {
  const { topology, diagnostics } = parseTopology(readText(file));
  const all = [
    ...diagnostics,
    ...(topology === undefined || certificateFolder === undefined
      ? []
      : checkCertificateFiles(topology, certificateFolder)),
  ];
  if (topology === undefined || all.some(({ severity }) => severity === "error")) {
    throw CliError.ofDiagnostics(file, all);
  }
  for (const warning of all) io.err(`portico: warning: ${formatDiagnostic(warning)}\n`);
  return topology;
}
