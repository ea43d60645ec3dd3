import type { Timer } from "../../time";
import type { ConnectionOrigin } from "./connection-origin";
import type { EngineParts } from "./engine-context";
import type { Reply } from "./reply";
import type { Traffic } from "./silence-watch";

/** What is written to a client, beside what {@link Reply} writes. */
export interface ClientWriter {
  /** Whether what was written waits for the client. */
  readonly congested: boolean;
  /** Whether everything is on its way. */
  readonly flushed: boolean;
  /** Calls back once what was written is on its way. */
  whenFlushed(callback: () => void): void;
  /** @param lent whether the buffer will be used for something else after the call */
  bytes(buffer: Buffer, start: number, end: number, lent: boolean): void;
  flush(): void;
}

/** Where a request comes from and its response goes to: a connection of HTTP/1.1, or a stream of HTTP/2. */
export interface ExchangeClient {
  readonly engine: EngineParts;
  /** The connection that it came by. */
  readonly origin: ConnectionOrigin;
  readonly timer: Timer;
  readonly writer: ClientWriter;
  readonly traffic: Traffic;
  /** The client sends nothing more; it may still read. */
  readonly halfClosed: boolean;
  /** Whether something has come that nobody has taken yet. */
  readonly holdsBytes: boolean;
  /** Whether bodies come without chunks, and their end is told apart. */
  readonly bareBodies: boolean;

  createReply(): Reply;
  /** Goes on with what has come: the exchange takes more. */
  pump(): void;
  /** The request's head is of no interest any more, though the exchange goes on: a tunnel may last for hours. */
  dropHead(): void;
  /** The response has been sent but for what {@link writer} holds; the request is of no interest any more. */
  exchangeOver(closes: boolean, now: number): void;
  /** Ends what is sent to the client on an upgraded connection. */
  endSending(): void;
  /** Ends an upgraded connection once what was written is on its way. */
  closeSoon(): void;
  /** Ends it so that the client sees that something is missing. */
  cut(): void;
}
