import type { Diagnostic } from "../topology";

/** Collects what is to be said about an import. */
export class Remarks {
  private readonly found: Diagnostic[] = [];

  get diagnostics(): readonly Diagnostic[] {
    return this.found;
  }

  /** The stack has it, and it does not do quite what it did. */
  changed(code: string, path: string, message: string, remedy: string): void {
    this.found.push({ code, severity: "warning", path, message, remedy });
  }

  /** The file is not what it should be. */
  error(code: string, path: string, message: string, remedy: string): void {
    this.found.push({ code, severity: "error", path, message, remedy });
  }
}
