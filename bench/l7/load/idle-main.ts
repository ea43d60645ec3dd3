import { connect, type Socket } from "node:net";

/** How many connections are being made at one time. */
const AT_ONCE = 100;

/**
 * Opens connections, asks once on each, and keeps them. Prints how many were answered, and stays until it is told to
 * end.
 */
async function main(port: number, count: number): Promise<void> {
  const kept: Socket[] = [];
  let left = count;
  let failed = 0;
  async function open(): Promise<void> {
    while (left-- > 0) {
      const socket = await askOnce(port);
      if (socket === undefined) failed++;
      else kept.push(socket);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, open));
  process.stdout.write(`${JSON.stringify({ kept: kept.length, failed })}\n`);
}

/** `undefined` where the connection fails or closes before it was answered. */
function askOnce(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => {
      socket.write("GET /30b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    });
    socket.once("data", (head) => resolve(head.toString("latin1", 0, 12) === "HTTP/1.1 200" ? socket : undefined));
    socket.once("error", () => resolve(undefined));
    socket.once("close", () => resolve(undefined));
  });
}

void main(Number(process.argv[2]), Number(process.argv[3]));
