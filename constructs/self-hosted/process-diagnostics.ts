import type { Diagnostic } from "../../lib/topology";
import { isUnknown } from "../unknown-values";
import { DEFAULT_MAX_CONNECTIONS, type ProcessProps } from "./placements";

/** The ranges of the proxy's own command line. */
const MOST_WORKERS = 256;
const MOST_CONNECTIONS = 10_000_000;

/** What the proxy would not take on its command line, and end for at each start. */
export function processDiagnostics(props: ProcessProps): readonly Diagnostic[] {
  const { workers, maxConnections = DEFAULT_MAX_CONNECTIONS, maxConnectionsPerSource } = props;
  const hasTotal = !isUnknown(maxConnections) && isCount(maxConnections, MOST_CONNECTIONS);
  return [
    ...check("invalid-workers", "workers", "processes", workers, MOST_WORKERS),
    ...check("invalid-connection-limit", "maxConnections", "connections", maxConnections, MOST_CONNECTIONS),
    ...check(
      "invalid-connection-limit",
      "maxConnectionsPerSource",
      "connections",
      maxConnectionsPerSource,
      hasTotal ? maxConnections : MOST_CONNECTIONS,
      hasTotal ? ", which is maxConnections" : "",
    ),
  ];
}

function check(
  code: string,
  path: keyof ProcessProps,
  noun: string,
  value: number | undefined,
  most: number,
  why = "",
): readonly Diagnostic[] {
  if (value === undefined || isUnknown(value) || isCount(value, most)) return [];
  const message = `${value} is no number of ${noun}`;
  return [{ code, severity: "error", path, message, remedy: `write a whole number from 1 to ${most}${why}` }];
}

function isCount(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
