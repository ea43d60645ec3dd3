import type { Diagnostic, Topology } from "../topology";
import type { SecretFile } from "./users";

/** An existing setup in Portico's words. */
export interface Imported {
  /** What the stack is to say. It is valid. */
  readonly topology: Topology;
  /** How each service's instances are found, by its name. */
  readonly members: ReadonlyMap<string, ImportedMembers>;
  /** The port that the instances of each service listen on, by its name. */
  readonly ports: ReadonlyMap<string, number>;
  /** Secrets that filters name as files, and that stand nowhere else. */
  readonly files: readonly SecretFile[];
  /** What is not as it was, each with its place in the file that was read. */
  readonly remarks: readonly Diagnostic[];
}

export type ImportedMembers =
  /** The old setup found them by itself; the user of the stack has to name them. */
  { readonly type: "given" } | { readonly type: "selector"; readonly labels: Readonly<Record<string, string>> };

/** A file that is none of the kind asked for. */
export class ImportError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ message }) => message).join("\n"));
    this.name = "ImportError";
  }
}
