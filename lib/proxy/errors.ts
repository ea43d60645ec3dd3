import { type Diagnostic, formatDiagnostic } from "../topology";
import type { ListenerPlan } from "./engine";

/** The configuration cannot be run; nothing was started, or what runs stays as it is. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  /** @param diagnostics all that is wrong with it */
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join("\n"));
  }
}

/** An address and port cannot be bound. */
export class BindError extends Error {
  override readonly name = "BindError";

  /** @param listener `EDGE/NAME`, or `admin` */
  constructor(
    readonly listener: string,
    readonly address: string,
    readonly port: number,
    readonly code: string,
  ) {
    const place = `${address.includes(":") ? `[${address}]` : address}:${port}`;
    super(`listener ${listener}: cannot listen on ${place}: ${REASONS[code] ?? code}`);
  }

  static of(plan: ListenerPlan, error: unknown): BindError {
    return new BindError(`${plan.edge}/${plan.name}`, plan.address, plan.port, codeOf(error));
  }
}

export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is already in use (EADDRINUSE)",
  EACCES: "permission denied; ports below 1024 may need a privilege (EACCES)",
  EADDRNOTAVAIL: "this machine has no such address (EADDRNOTAVAIL)",
};
