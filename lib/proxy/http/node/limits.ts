/** Bounds on what clients and instances may do to the proxy. Times in milliseconds, sizes in bytes. */
export const LIMITS = {
  /** The request line's target; 414 above it. */
  target: 8 * 1024,
  /** Request line and fields together; 431 above it. */
  head: 32 * 1024,
  /** Fields of a request; 431 above it. */
  fieldCount: 100,
  /** From the first byte of a request, or from connecting, to the end of its head; 408 after it. */
  headTime: 10_000,
  /** Between requests on one connection; above the 60 s that cloud load balancers keep theirs. */
  keepAlive: 75_000,
  /** Silence of a client in the middle of a request or response. */
  clientIdle: 60_000,
  /** Silence of an instance in the middle of a response. */
  instanceIdle: 300_000,
  /** Silence on an upgraded connection. */
  tunnelIdle: 3_600_000,
  /** Connecting to an instance. */
  connect: 3000,
  /** After this, no further instance is tried for want of a connection. */
  connectTotal: 6000,
  /** A spare connection to an instance; below the 5 s after which many servers close theirs. */
  spare: 4000,
  /** Spare connections to one instance. */
  spares: 256,
  /** What of a request's body is kept so that it can be sent once more. */
  keptBody: 64 * 1024,
  /** Copies of requests under way at one time. */
  mirrors: 100,
  /** A copy, from its first byte to the end of its response. */
  mirrorTime: 10_000,
  /** For what is left of a request's body after its response has ended. */
  linger: 2000,
  /** For clients with a connection at rest to come back and be told that it closes. */
  farewell: 250,
} as const;
