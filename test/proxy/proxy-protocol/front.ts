import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterTest } from "../support/cleanup";

export interface FrontOptions {
  /** Where the load balancer's connections come from. @default 127.0.0.1 */
  readonly localAddress?: string;
  /** Sends the header at once, and does not wait for the client's first bytes to send both together. */
  readonly atOnce?: boolean;
  /** Bytes of the header and what follows that come in a write of their own. */
  readonly cutAt?: number;
}

/**
 * A load balancer in front, until the test ends: it passes bytes on, and says first whose connection it is.
 *
 * @param header what each connection begins with
 * @returns its port
 */
export async function startFront(port: number, header: Buffer, options: FrontOptions = {}): Promise<number> {
  const { localAddress = "127.0.0.1", atOnce = false, cutAt = 0 } = options;
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: "127.0.0.1", port, localAddress, noDelay: true });
    for (const socket of [client, upstream]) {
      socket.on("error", () => {});
      afterTest(() => socket.destroy());
    }
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroySoon());
    upstream.pipe(client);
    if (atOnce) {
      upstream.write(header);
      client.pipe(upstream);
    } else {
      client.once("data", (first) => void begin(client, upstream, Buffer.concat([header, first]), cutAt));
    }
  });
  afterTest(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

async function begin(client: Socket, upstream: Socket, bytes: Buffer, cutAt: number): Promise<void> {
  client.pause();
  if (cutAt > 0) {
    await new Promise((resolve) => upstream.write(bytes.subarray(0, cutAt), resolve));
    // Others read what has come in the meantime.
    await new Promise((resolve) => setImmediate(resolve));
  }
  upstream.write(bytes.subarray(cutAt));
  client.pipe(upstream);
}
