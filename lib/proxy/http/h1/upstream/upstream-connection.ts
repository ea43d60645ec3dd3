import type { Instance } from "../../../engine";
import type { ResponseListener } from "./response-listener";

/** What one request to an instance is sent on: a connection of HTTP/1.1, or a stream of one of HTTP/2. */
export interface UpstreamConnection {
  readonly instance: Instance;
  readonly isConnected: boolean;
  /** Whether what was written waits for the instance. */
  readonly congested: boolean;
  /** Whether everything that was written is on its way. */
  readonly flushed: boolean;

  /**
   * Takes it for one request.
   *
   * @param now on the clock of `performance.now()`
   * @param timeout milliseconds from the request's last byte up to the head of the response; 0 is no limit
   */
  use(listener: ResponseListener, method: string, now: number, timeout: number): void;
  /**
   * @param head as text of HTTP/1.1
   * @param neverIndexed as {@link HeadParser.neverIndexed}
   */
  sendHead(head: string, neverIndexed: ReadonlySet<string> | undefined): void;
  /**
   * Sends some of the body, or of what follows a change of protocols. The buffer is only lent.
   *
   * @param chunked whether HTTP/1.1 frames it by chunks, since its length was not said
   */
  sendBody(buffer: Buffer, start: number, end: number, chunked: boolean): void;
  /**
   * @param trailers lines of trailer fields, which only a body in chunks can have
   * @param neverIndexed as {@link HeadParser.neverIndexed}, of them
   */
  endRequest(chunked: boolean, trailers: string, neverIndexed?: ReadonlySet<string>): void;
  /** Has what was written leave. */
  flush(): void;
  /** Drops it; its listener hears nothing more. */
  drop(): void;
  /** Closes an upgraded connection once what was written is on its way, or the instance does not take it. */
  dropSoon(): void;
  /** Ends the sending half of an upgraded connection. */
  endSending(): void;
  /** Has no more come until it is released: the client takes no more. */
  hold(): void;
  release(): void;
}

/** Told when there is room for another request. */
export interface ConnectionKeeper {
  closed(connection: UpstreamConnection): void;
}
