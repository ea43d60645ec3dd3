import { ConfigurationError } from "../errors";

/** How many connections of clients one process has, on all of its listeners of HTTP, HTTPS, TCP and TLS. */
export interface ConnectionLimits {
  /** Closed as they come above it, and load is shed before. */
  readonly connections: number;
  /** From one source: an address of IPv4, or a network of 64 bits of IPv6. Closed as they come above it. */
  readonly sourceConnections: number;
}

export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = { connections: 50_000, sourceConnections: 20_000 };

/** More than any process has descriptors for. */
const MOST = 10_000_000;

/** What may be said otherwise. */
interface ConnectionOptions {
  readonly maxConnections?: number;
  readonly maxConnectionsPerSource?: number;
}

/**
 * Without a limit for one source it stays below that for all, so that nobody takes every connection that there may be.
 *
 * @throws ConfigurationError where a limit is no whole number from 1 on, or that for one source is above that for all
 */
export function readConnectionLimits({ maxConnections, maxConnectionsPerSource }: ConnectionOptions): ConnectionLimits {
  check("maxConnections", maxConnections, MOST);
  const connections = maxConnections ?? DEFAULT_CONNECTION_LIMITS.connections;
  check("maxConnectionsPerSource", maxConnectionsPerSource, connections);
  const share = Math.ceil(
    connections * (DEFAULT_CONNECTION_LIMITS.sourceConnections / DEFAULT_CONNECTION_LIMITS.connections),
  );
  return { connections, sourceConnections: maxConnectionsPerSource ?? share };
}

function check(option: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1 && value <= most)) return;
  const message = `${value} is not a number of connections`;
  const remedy = `write a whole number from 1 to ${most}`;
  throw new ConfigurationError([
    { code: "invalid-connection-limit", severity: "error", path: option, message, remedy },
  ]);
}
