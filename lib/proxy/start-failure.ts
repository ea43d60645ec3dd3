import { formatDiagnostic } from "../topology";
import { BindError, ConfigurationError, messageOf } from "./errors";
import type { StartFailure } from "./workers/messages";

/** What to tell a user whose proxy did not start: 2 for a configuration that is not valid, otherwise 1. */
export function startFailure(error: unknown): StartFailure {
  if (error instanceof ConfigurationError) return { lines: error.diagnostics.map(formatDiagnostic), status: 2 };
  if (error instanceof BindError) return { lines: [error.message], status: 1 };
  return { lines: [messageOf(error)], status: 1 };
}
