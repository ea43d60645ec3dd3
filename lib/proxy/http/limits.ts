import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from "../connections";

/** Bounds on what clients and instances may do to the proxy. Times in milliseconds, sizes in bytes. */
export interface HttpLimits extends ConnectionLimits {
  /** The request line's target; 414 above it. */
  readonly target: number;
  /** Request line and fields together, and those of a response; 431 or 502 above it. */
  readonly head: number;
  /** Fields of a request, a response, or after a chunked body; 431 or 502 above it. */
  readonly fieldCount: number;
  /** From the first byte of a request, or from connecting, to the end of its head; 408 after it. */
  readonly headTime: number;
  /** Between requests on one connection; above the 60 s that cloud load balancers keep theirs. */
  readonly keepAlive: number;
  /** Silence of a client in the middle of a request or response. */
  readonly clientIdle: number;
  /** Silence of an instance in the middle of a response. */
  readonly instanceIdle: number;
  /** Silence on an upgraded connection. */
  readonly tunnelIdle: number;
  /**
   * For the response to a client that has ended its half of the connection. Nearly all such clients have gone away, and
   * the network does not tell them from the few that still listen.
   */
  readonly halfOpen: number;
  /** Requests under way on one connection of HTTP/2; a client has to wait above it. */
  readonly streams: number;
  /** Connections to one instance; requests wait above it. */
  readonly instanceConnections: number;
  /** Requests that wait for a connection to one instance; 503 above it. */
  readonly queue: number;
  /** For a request that waits for a connection; 503 after it. */
  readonly queueTime: number;
  /** Connecting to an instance. */
  readonly connect: number;
  /** After this, no further instance is tried for want of a connection. */
  readonly connectTotal: number;
  /** A spare connection to an instance; below the 5 s after which many servers close theirs. */
  readonly spare: number;
  /** Spare connections to one instance. */
  readonly spares: number;
  /** How often a connection of HTTP/2 to an instance is looked after: closed where nobody used it, or it is dead. */
  readonly ping: number;
  /** What of a request's body is kept so that it can be sent once more. */
  readonly keptBody: number;
  /** Copies of requests under way at one time. */
  readonly mirrors: number;
  /** A copy, from its first byte to the end of its response. */
  readonly mirrorTime: number;
  /** For what is left of a request after its response has ended. */
  readonly linger: number;
  /** For clients with a connection at rest to come back and be told that it closes. */
  readonly farewell: number;
}

export const DEFAULT_LIMITS: HttpLimits = {
  target: 8 * 1024,
  head: 32 * 1024,
  fieldCount: 100,
  headTime: 10_000,
  keepAlive: 75_000,
  clientIdle: 60_000,
  instanceIdle: 300_000,
  tunnelIdle: 3_600_000,
  halfOpen: 2000,
  ...DEFAULT_CONNECTION_LIMITS,
  streams: 128,
  instanceConnections: 1024,
  queue: 1024,
  queueTime: 5000,
  connect: 3000,
  connectTotal: 6000,
  spare: 4000,
  spares: 256,
  ping: 15_000,
  keptBody: 64 * 1024,
  mirrors: 100,
  mirrorTime: 10_000,
  linger: 2000,
  farewell: 250,
};
