import { type OnReadOpts, Socket } from "node:net";
import { readBuffer } from "./read-buffer";

/** Takes what a connection receives. The buffer is lent for the call. */
export type Receiver = (buffer: Buffer, length: number) => void;

/** Where Node keeps the memory that a socket is read into. */
interface ReadKeys {
  readonly buffer: symbol;
  readonly callback: symbol;
}

interface ReadableHandle {
  useUserBuffer?(buffer: Buffer): void;
}

/**
 * Has a socket read into {@link readBuffer}, and its bytes received. Node offers that (`onread`) for connections that it
 * makes, and not for those that it accepts: what the option would have set is set here. Where a version of Node has it
 * otherwise, the socket is read into memory of its own.
 *
 * Over TLS too: to make a buffer and to pass it through a stream costs a tenth of such a request.
 */
export function readLent(socket: Socket, receive: Receiver): void {
  const handle = (socket as { _handle?: ReadableHandle | null })._handle;
  const keys = READ_KEYS;
  if (keys === undefined || typeof handle?.useUserBuffer !== "function" || socket.readableLength > 0) {
    listenTo(socket, receive);
    socket.resume();
    return;
  }
  const callback: OnReadOpts["callback"] = (length, buffer) => {
    receive(buffer as Buffer, length);
    return true;
  };
  Object.assign(socket, { [keys.buffer]: readBuffer, [keys.callback]: callback });
  handle.useUserBuffer(readBuffer);
  // It may have been accepted without reading.
  socket.read(0);
}

/** Has a connection's bytes received as Node reads them. */
function listenTo(socket: Socket, receive: Receiver): void {
  socket.on("data", (chunk: Buffer) => receive(chunk, chunk.length));
}

const READ_KEYS = findReadKeys();

/** Looks where Node has put what the option has named. */
function findReadKeys(): ReadKeys | undefined {
  const callback = (): boolean => true;
  const socket = new Socket({ onread: { buffer: readBuffer, callback } } as object);
  const keyOf = (value: unknown): symbol | undefined =>
    Object.getOwnPropertySymbols(socket).find((key) => Reflect.get(socket, key) === value);
  const keys = { buffer: keyOf(readBuffer), callback: keyOf(callback) };
  return keys.buffer !== undefined && keys.callback !== undefined ? (keys as ReadKeys) : undefined;
}
