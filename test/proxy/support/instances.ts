import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Server as NetServer, type Socket } from "node:net";
import { afterTest } from "./cleanup";

/** An instance that a test makes do what it likes. */
export interface Instance {
  readonly address: string;
  readonly port: number;
  readonly server: Server;
}

/** An instance that speaks HTTP, until the test ends. */
export async function startInstance(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  port = 0,
): Promise<Instance> {
  const server = createServer(handler);
  await listen(server, port);
  afterTest(() => {
    server.closeAllConnections();
    server.close();
  });
  const { address, port: bound } = server.address() as AddressInfo;
  return { address, port: bound, server };
}

/** An instance that speaks bytes. Its connections are cut when the test ends. */
export async function startRawInstance(
  onConnection: (socket: Socket) => void,
): Promise<{ readonly address: string; readonly port: number; readonly connections: () => number }> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createNetServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    onConnection(socket);
  });
  await listen(server, 0);
  afterTest(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { address, port } = server.address() as AddressInfo;
  return { address, port, connections: () => connections };
}

/** Answers every request on a bare connection with these bytes, once its head is complete. */
export function answering(bytes: string): (socket: Socket) => void {
  return (socket) => {
    socket.on("data", (data) => {
      if (data.includes("\r\n\r\n")) socket.write(bytes, "latin1");
    });
  };
}

function listen(server: Server | NetServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}
