import type { Duplex } from "node:stream";

/** What carries HTTP/1.1 messages: a socket, or what passes for one. */
export interface ByteStream extends Duplex {
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Ends it once what was written is on its way. */
  destroySoon(): void;
}

/** One that leads to a client. */
export interface ClientStream extends ByteStream {
  readonly remoteAddress?: string | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly localFamily?: string | undefined;
}
