import type { Socket } from "node:net";

/**
 * Has a socket read on for as long as something comes after a write to it has failed. An instance that refuses a long
 * body answers and closes: what is still sent to it fails, while its answer waits to be read. Node would drop both.
 *
 * @param wanted asked when a write has failed: whether there is something to wait for
 */
export function lookBeforeClosing(socket: Socket, wanted: () => boolean): void {
  const destroy = socket.destroy.bind(socket);
  let looking = false;
  const look = (failure: Error): void => {
    const before = socket.bytesRead;
    // What was there when the write failed is read in the loop's next turn, which has ended with the second of them.
    setImmediate(() =>
      setImmediate(() => {
        if (socket.destroyed) return;
        if (socket.bytesRead > before) look(failure);
        else destroy(failure);
      }),
    );
  };
  socket.destroy = (error) => {
    if (error === undefined || !isFailedWrite(error)) return destroy(error);
    if (looking) return socket;
    if (!wanted()) return destroy(error);
    looking = true;
    look(error);
    return socket;
  };
}

function isFailedWrite(error: NodeJS.ErrnoException): boolean {
  return error.syscall === "write";
}
