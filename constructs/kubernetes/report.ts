import type { IConstruct } from "constructs";
import type { Diagnostic } from "../../lib/topology";
import { reportDiagnostics } from "../diagnostics";
import { topologyPath } from "../model";
import type { Finding } from "./finding";

/** Has a construct's findings looked for at synthesis, each with its place in the Topology. */
export function reportFindings(construct: IConstruct, find: () => readonly Finding[]): void {
  reportDiagnostics(construct, () => {
    const findings = find();
    if (findings.length === 0) return [];
    const base = topologyPath(construct);
    return findings.map(
      ({ code, severity, at, message, remedy }): Diagnostic => ({
        code,
        severity,
        path: joinPath(base, at),
        message,
        ...(remedy === undefined ? {} : { remedy }),
      }),
    );
  });
}

function joinPath(base: string, at: string): string {
  return at === "" ? base : `${base}.${at}`;
}
