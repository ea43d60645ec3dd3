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

/** Bounds on what is asked of each instance of a service. */
export interface ServiceLimits {
  /**
   * Connections to one instance, and where it is spoken to in HTTP/2 requests under way: further requests wait. For
   * services that speak HTTP, H2C or GRPC. Each worker and each copy of the proxy counts by itself.
   *
   * @asType integer
   * @minimum 1
   * @maximum 1000000
   * @default 1024
   */
  readonly connections?: number;
  /**
   * Requests that wait for a connection to one instance: 503 above it. For services that speak HTTP, H2C or GRPC.
   *
   * @asType integer
   * @minimum 0
   * @maximum 1000000
   * @default 1024
   */
  readonly pendingRequests?: number;
  /**
   * How long a request waits for a connection: 503 after it. For services that speak HTTP, H2C or GRPC.
   *
   * @default "5s"
   */
  readonly pendingTimeout?: Duration;
  /**
   * Connecting to an instance: the next one is tried after it. For all services but those that speak UDP.
   *
   * @default "3s", and "5s" for services that speak TCP or TLS
   */
  readonly connectTimeout?: Duration;
  /**
   * Between two requests on a connection to an instance: it is closed after it. Shorter than what the instances keep
   * theirs for, so that none is closed just when it is used. For services that speak HTTP.
   *
   * @default "4s"
   */
  readonly keepAliveTimeout?: Duration;
}
