import { type OnReadOpts, Socket, type SocketConstructorOpts } from "node:net";
import type { ByteStream } from "./byte-stream";
import { readBuffer } from "./read-buffer";

/** Takes what a connection receives. The buffer is lent for the call. */
export type Receiver = (buffer: Buffer, length: number) => void;

interface HandleOwner {
  _handle?: object | null;
}

/**
 * Has an accepted connection read into {@link readBuffer}. Node offers that for connections that it makes, and not for
 * those that it accepts: a second socket takes the place of the first, around the same handle. Where a version of Node
 * has no such handle, the first one stays, and reads into memory of its own.
 *
 * @param accepted paused, as a server with `pauseOnConnect` gives it
 */
export function adoptSocket(accepted: Socket, receive: Receiver): Socket {
  const owner = accepted as HandleOwner;
  const handle = owner._handle;
  if (handle === undefined || handle === null) return listenTo(accepted, receive).resume();
  owner._handle = null;
  const options: SocketConstructorOpts & { readonly handle: object; readonly onread: OnReadOpts } = {
    handle,
    allowHalfOpen: true,
    readable: true,
    writable: true,
    onread: {
      buffer: readBuffer,
      callback: (length, buffer) => {
        receive(buffer as Buffer, length);
        return true;
      },
    },
  };
  const socket = new Socket(options);
  // The server counts it no more; it has nothing left to close.
  accepted.destroy();
  return socket;
}

/** Has a connection's bytes received as Node reads them. */
export function listenTo<Stream extends ByteStream>(socket: Stream, receive: Receiver): Stream {
  socket.on("data", (chunk: Buffer) => receive(chunk, chunk.length));
  return socket;
}
