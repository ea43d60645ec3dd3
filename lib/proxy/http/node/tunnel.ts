import type { Socket } from "node:net";

/**
 * Joins two sockets: what one receives the other sends, no faster than it can; the end of one side ends the other's
 * sending half.
 *
 * @param idle milliseconds of silence in both directions after which both are closed
 * @param done called once, when both are closed
 */
export function joinSockets(
  one: Socket,
  other: Socket,
  idle: number,
  done: (reason: string | undefined) => void,
): void {
  let open = 2;
  let reason: string | undefined;
  const cut = (why: string): void => {
    reason ??= why;
    one.destroy();
    other.destroy();
  };
  const flow = (from: Socket, to: Socket): void => {
    from.setTimeout(0);
    from.setNoDelay(true);
    from.on("data", (chunk) => {
      if (!to.write(chunk)) from.pause();
    });
    to.on("drain", () => from.resume());
    from.on("end", () => to.end());
    from.on("error", (error) => cut(error.message));
    from.on("close", () => {
      open -= 1;
      if (open > 0) closeAfter(from, to);
      else done(reason);
    });
    from.resume();
  };
  // Sending resets the timer as receiving does, so that one side's watches over both.
  flow(one, other);
  flow(other, one);
  one.setTimeout(idle, () => cut("the connection was silent for too long"));
}

/** The peer is gone: what was taken from it is still sent, then the other side ends too. */
function closeAfter(gone: Socket, left: Socket): void {
  if (gone.errored !== null) left.destroy();
  else left.destroySoon();
}
