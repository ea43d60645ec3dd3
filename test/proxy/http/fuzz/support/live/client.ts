import { connect } from "node:net";
import { setImmediate as turn } from "node:timers/promises";

/** How a client takes its leave, once it has sent all. */
export type Ending = "ends its half" | "resets" | "waits";

/** Far beyond every limit of the proxy that is tried: who is not done by then never will be. */
const PATIENCE = 10_000;

/**
 * Sends bytes piece by piece on a connection of their own.
 *
 * @returns all that comes until the connection is closed
 * @throws where it never is
 */
export async function converse(
  port: number,
  pieces: readonly Buffer[],
  ending: Ending,
  localAddress: string,
): Promise<Buffer> {
  const socket = connect({ host: "127.0.0.1", port, localAddress, noDelay: true });
  const received: Buffer[] = [];
  let late: NodeJS.Timeout | undefined;
  const closed = new Promise<Buffer>((resolve, reject) => {
    late = setTimeout(() => {
      reject(new Error(`a connection whose client ${ending} is still open after ${PATIENCE} ms`));
      socket.destroy();
    }, PATIENCE);
    socket.on("data", (bytes) => received.push(bytes));
    // Closing comes after it.
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(received)));
  });
  // What is sent in different turns is read in different turns.
  for (const piece of pieces) {
    if (socket.destroyed) break;
    socket.write(piece);
    await turn();
  }
  if (ending === "ends its half") socket.end();
  else if (ending === "resets") socket.resetAndDestroy();
  try {
    return await closed;
  } finally {
    clearTimeout(late);
  }
}
