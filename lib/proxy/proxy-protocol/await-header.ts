import type { Socket } from "node:net";
import { readOpening } from "../connections";
import type { TimerWheel } from "../time";
import { readHeader } from "./read-header";

/** Told how a connection begins; one of the two is called at most once, none where it breaks before. */
interface HeaderListener {
  /** @param client `undefined` where the peer speaks for itself */
  onHeader(client: string | undefined): void;
  /** @param reason `undefined` where the peer has closed without a word */
  onRefused(reason: string | undefined): void;
}

/**
 * Reads a connection until its PROXY header is whole, and leaves it paused. What came behind the header goes back to the
 * socket, for whoever reads it next.
 */
export function awaitHeader(socket: Socket, wheel: TimerWheel, milliseconds: number, listener: HeaderListener): void {
  let bytes: Buffer | undefined;
  // Closing comes after it, and the next reader may have no such listener yet.
  socket.on("error", () => {});
  readOpening(socket, wheel, milliseconds, {
    take: (chunk) => {
      // The size of a header is bounded, and peers that may send one are known: to copy it again for each piece is cheap.
      bytes = bytes === undefined ? chunk : Buffer.concat([bytes, chunk]);
      return readHeader(bytes);
    },
    onRead: (result) => {
      if ("fault" in result) {
        listener.onRefused(result.fault);
        return;
      }
      const rest = bytes?.subarray(result.length);
      if (rest !== undefined && rest.length > 0) socket.unshift(rest);
      listener.onHeader(result.client);
    },
    onEnded: () => listener.onRefused(bytes === undefined ? undefined : "the peer closed within it"),
    onLate: () => listener.onRefused(`it did not come within ${milliseconds} ms`),
  });
}
