import { createSocket, type Socket } from "node:dgram";

/** An instance of a service that speaks UDP: it sends back what it gets, behind its name and a space. */
export class UdpEcho {
  private constructor(
    private readonly socket: Socket,
    readonly instance: string,
    readonly address: string,
    readonly port: number,
  ) {
    socket.on("message", (datagram, { address: source, port: from }) => {
      socket.send(Buffer.concat([Buffer.from(`${instance} `), datagram]), from, source);
    });
    // A client that has gone is no fault of the instance.
    socket.on("error", () => {});
  }

  /** Resolves once it can be reached. */
  static start(instance: string, address: string): Promise<UdpEcho> {
    return new Promise((resolve, reject) => {
      const socket = createSocket("udp4");
      socket.once("error", reject);
      socket.bind(0, address, () => {
        socket.off("error", reject);
        resolve(new UdpEcho(socket, instance, address, socket.address().port));
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }
}
