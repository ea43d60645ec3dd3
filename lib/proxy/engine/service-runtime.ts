import type { SecureContext } from "node:tls";

/**
 * How a try at an instance ended.
 *
 * - `completed`: the instance did its part.
 * - `unreachable`: no connection could be made; the instance is avoided for a while.
 * - `failed`: a connection was made and broke, or stayed silent for too long.
 * - `abandoned`: the client went away; it says nothing about the instance.
 */
export type Outcome = "completed" | "unreachable" | "failed" | "abandoned";

/** TLS towards an instance, whose certificate is always verified. */
export interface UpstreamTls {
  readonly context: SecureContext;
  /** What it is asked for (SNI), and its certificate has to be for; absent, its address. */
  readonly hostname: string | undefined;
}

/** Bounds of an instance that are not the engine's own. Times in milliseconds. */
export interface InstanceLimits {
  /** Connections to it, or streams of them; requests wait above it. */
  readonly connections: number | undefined;
  /** Requests that wait for a connection. */
  readonly queue: number | undefined;
  /** For a request that waits for a connection. */
  readonly queueTime: number | undefined;
  /** Connecting. */
  readonly connect: number | undefined;
  /** Spare connections. */
  readonly spare: number | undefined;
}

/** What an engine may know of an instance. The same object stands for it across snapshots. */
export interface Instance {
  /** `address:port`, with an IPv6 address in brackets; unique within its service. */
  readonly id: string;
  /** An IP address or a host name. */
  readonly address: string;
  readonly port: number;
  /** Absent where it is spoken to without TLS. */
  readonly tls?: UpstreamTls | undefined;
  /** Whether it is spoken to in HTTP/2. */
  readonly http2?: boolean | undefined;
  /** Absent where its service has none of its own. */
  readonly limits?: InstanceLimits | undefined;
  /** Leases that were not yet released. */
  readonly active: number;
  /**
   * Calls back once, when the instance has left its service and its last lease has ended: nothing will be sent to it
   * any more, so that connections kept for it can be closed.
   */
  onRetired(callback: () => void): void;
}

/** Which part of a request is asked for. */
export type RequestAttribute = "header" | "cookie" | "query" | "path";

/** What a choice of an instance may depend on. */
export interface PickContext {
  /** The client's address: the peer's, or what a proxy in front that is believed says. */
  readonly sourceAddress: string;
  /** Whether the client came over TLS; cookies are then marked `Secure`. */
  readonly secure?: boolean;
  /** Instances that failed this client already: avoided while there is another. */
  readonly tried?: readonly Instance[];
  /**
   * A part of the request. Engines that see no requests leave it out.
   *
   * @param name the header, cookie or query parameter, a header in lower case; not looked at for `path`
   */
  attribute?(kind: RequestAttribute, name: string): string | undefined;
}

/** The right to use an instance, for one request or connection. */
export interface Lease {
  readonly instance: Instance;
  /** A `Set-Cookie` value that ties the client to the instance; absent where it is tied already or need not be. */
  readonly affinityCookie: string | undefined;
  /**
   * Set by the engine: called when the instance has left the service and its drain time is over. The engine must then
   * cut what it has open on it, and release.
   */
  onRevoked: (() => void) | undefined;
  /** Gives the instance back. Called again it does nothing. */
  release(outcome: Outcome): void;
}

/** A service at work: its instances, their health, and who is next. It outlives snapshots that leave it unchanged. */
export interface ServiceRuntime {
  readonly name: string;
  /** Picks an instance, or `undefined` where none can be used. Never waits. */
  acquire(context: PickContext): Lease | undefined;
}
