import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** An instance of a service that speaks TCP: it names itself in one line, then sends back what it gets. */
export class TcpEcho {
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly instance: string,
    readonly address: string,
    readonly port: number,
  ) {
    server.on("connection", (socket) => this.greet(socket));
  }

  /** Resolves once it can be reached. */
  static start(instance: string, address: string): Promise<TcpEcho> {
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true });
      server.once("error", reject);
      server.listen(0, address, () => {
        const bound = server.address() as AddressInfo;
        resolve(new TcpEcho(server, instance, bound.address, bound.port));
      });
    });
  }

  /** Cuts what is under way. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const socket of this.open) socket.destroy();
    });
  }

  private greet(socket: Socket): void {
    this.open.add(socket);
    socket.on("close", () => this.open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.write(`${this.instance}\n`);
    socket.pipe(socket);
  }
}
