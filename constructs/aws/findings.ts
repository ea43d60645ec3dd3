import type { Diagnostic } from "../../lib/topology";

/** Collects what a lowering could not express, in the order in which it was found. */
export class Findings {
  private readonly found: Diagnostic[] = [];

  /** @param path - relative to what is lowered: `matches[0].path` of a route; empty for the whole */
  error(code: string, path: string, message: string, remedy: string): void {
    this.found.push({ code, severity: "error", path, message, remedy });
  }

  warning(code: string, path: string, message: string, remedy: string): void {
    this.found.push({ code, severity: "warning", path, message, remedy });
  }

  /** Takes over what others found, as far as it is not known yet. */
  addOnce(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const known = this.found.some(({ code, path, message }) => {
        return code === diagnostic.code && path === diagnostic.path && message === diagnostic.message;
      });
      if (!known) this.found.push(diagnostic);
    }
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.found;
  }
}

/** Diagnostics about a part, as diagnostics about the whole: `base` is where the part stands in it. */
export function placed(base: string, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => ({ ...diagnostic, path: joined(base, diagnostic.path) }));
}

function joined(base: string, path: string): string {
  if (base === "" || path === "") return base + path;
  return path.startsWith("[") ? base + path : `${base}.${path}`;
}
