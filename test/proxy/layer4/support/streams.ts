import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import { afterTest } from "../../support/cleanup";

/** Connects to loopback, half open if need be; resolves once connected. */
export async function connectTo(port: number, options: Partial<TcpNetConnectOpts> = {}): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true, ...options });
  socket.on("error", () => {});
  afterTest(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** What came over a connection until it ended. */
export interface Received {
  readonly bytes: number;
  readonly sha256: string;
  /** The first bytes. */
  readonly text: string;
  /** Whether it was cut, and did not come to its end. */
  readonly reset: boolean;
}

/** Reads until the other end closes its side or resets. */
export function receive(socket: Socket): Promise<Received> {
  const hash = createHash("sha256");
  let bytes = 0;
  let text = "";
  return new Promise((resolve) => {
    const settle = (reset: boolean) => resolve({ bytes, sha256: hash.copy().digest("hex"), text, reset });
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      hash.update(chunk);
      if (text.length < 1000) text += chunk.toString("latin1", 0, 1000);
    });
    socket.on("error", () => settle(true));
    socket.on("close", () => settle(false));
    // An end may be a reset that came with the last bytes: then a write fails.
    socket.on("end", () => {
      if (socket.writableEnded) settle(false);
      else socket.write("", (error) => settle(error !== undefined && error !== null));
    });
  });
}

/** Reads until these bytes are there. */
export function receiveText(socket: Socket, expected: string): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (!text.includes(expected)) return;
      socket.off("data", onData);
      resolve(text);
    };
    socket.on("data", onData);
    socket.on("close", () => reject(new Error(`closed after "${text}"`)));
  });
}

/** Sends random bytes, no faster than they are taken, and gives their SHA-256. */
export async function sendBulk(socket: Socket, size: number): Promise<string> {
  const hash = createHash("sha256");
  for (let sent = 0; sent < size; ) {
    const chunk = randomBytes(Math.min(200_000, size - sent));
    hash.update(chunk);
    sent += chunk.length;
    if (!socket.write(chunk)) await once(socket, "drain");
  }
  return hash.digest("hex");
}
