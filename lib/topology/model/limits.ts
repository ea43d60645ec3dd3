import type { Duration } from "./primitives";

/** Bounds on what clients of a listener of HTTP may do. The defaults are meant for the open internet. */
export interface ListenerLimits {
  /**
   * From a request's first byte, or from connecting, to the end of its head: 408 after it. A long one lets clients hold
   * connections with heads that never end.
   *
   * @default "10s"
   */
  readonly headerTimeout?: Duration;
  /**
   * Between two requests of a connection: it is closed after it. Longer than what a load balancer in front keeps its own
   * connections for.
   *
   * @default "75s"
   */
  readonly keepAliveTimeout?: Duration;
  /**
   * Silence of a client that has more of its request to send, or of a response to read: the connection is closed after
   * it. It is noticed a quarter late at most.
   *
   * @default "60s"
   */
  readonly clientIdleTimeout?: Duration;
  /**
   * Silence of client and instance within a response, such as a stream of events: the connection is closed after it.
   *
   * @default "5m"
   */
  readonly responseIdleTimeout?: Duration;
  /**
   * Silence on an upgraded connection, such as a WebSocket: it is closed after it.
   *
   * @default "1h"
   */
  readonly upgradeIdleTimeout?: Duration;
  /**
   * Bytes of a request's target, its path and query: 414 above it. Less than `headerBytes`.
   *
   * @asType integer
   * @minimum 256
   * @maximum 262144
   * @default 8192
   */
  readonly targetBytes?: number;
  /**
   * Bytes of a request's head, its fields and the line before them: 431 above it.
   *
   * @asType integer
   * @minimum 1024
   * @maximum 262144
   * @default 32768
   */
  readonly headerBytes?: number;
  /**
   * Header fields of a request: 431 above it.
   *
   * @asType integer
   * @minimum 16
   * @maximum 1000
   * @default 100
   */
  readonly headerCount?: number;
  /**
   * Requests under way at one time on a connection of HTTP/2 (RFC 9113 section 5.1.2): a client has to wait above it.
   *
   * @asType integer
   * @minimum 1
   * @maximum 10000
   * @default 128
   */
  readonly concurrentStreams?: number;
}
