import type { ListenerPlan } from "./listener-plan";

/**
 * Which listener something happened on. It is not the listener's plan where it may be remembered for long: that would
 * hold the whole configuration of its time.
 */
export type ListenerIdentity = Pick<ListenerPlan, "edge" | "name" | "protocol">;

/** A request that was answered, or given up. */
export interface RequestRecord {
  readonly listener: ListenerIdentity;
  /** `undefined` where the request was refused before routing. */
  readonly router: string | undefined;
  readonly route: string | undefined;
  readonly service: string | undefined;
  /** The instance that answered, or was waited for: `address:port`. */
  readonly instance: string | undefined;
  /** Empty, as host and path are, where what came is no request. */
  readonly method: string;
  readonly host: string;
  /** As the client sent it, without the query. */
  readonly path: string;
  /** 0 where the client went away before a response was begun. */
  readonly status: number;
  /** The client's: the peer's, or what a proxy in front that is believed says. */
  readonly sourceAddress: string;
  readonly milliseconds: number;
  /** Tries at instances; 0 where the proxy answered by itself. */
  readonly tries: number;
  /** Why the proxy answered by itself or gave up; absent where an instance answered in full. */
  readonly reason: string | undefined;
}

/** A TCP or TLS connection, or a UDP flow, that has ended. */
export interface SessionRecord {
  readonly listener: ListenerIdentity;
  readonly service: string | undefined;
  readonly instance: string | undefined;
  readonly sourceAddress: string;
  /** The server name of a TLS connection, in lower case. */
  readonly serverName: string | undefined;
  readonly milliseconds: number;
  readonly bytesFromClient: number;
  readonly bytesToClient: number;
  /** Why it ended otherwise than by one of its ends closing. */
  readonly reason: string | undefined;
}

/** Told what happens on listeners; makes log lines and metrics of it. Must not throw. */
export interface EngineObserver {
  connectionOpened(listener: ListenerIdentity): void;
  connectionClosed(listener: ListenerIdentity): void;
  requestEnded(record: RequestRecord): void;
  sessionEnded(record: SessionRecord): void;
}
