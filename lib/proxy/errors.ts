import { type Diagnostic, formatDiagnostic } from "../topology";
import type { ListenerPlan } from "./engine";
import { listenerName } from "./listener-identity";

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
    return new BindError(listenerName(plan), plan.address, plan.port, codeOf(error));
  }
}

/** An error's message. It may come from another realm, so that `instanceof` would not know it. */
export function messageOf(error: unknown): string {
  return (error as Partial<Error> | undefined)?.message ?? String(error);
}

/** A system error's code; the message of any other. */
export function codeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return code ?? message ?? String(error);
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is already in use (EADDRINUSE)",
  EACCES: "permission denied; ports below 1024 may need a privilege (EACCES)",
  EADDRNOTAVAIL: "this machine has no such address (EADDRNOTAVAIL)",
};
