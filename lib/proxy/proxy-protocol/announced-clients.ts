import type { Socket } from "node:net";

/**
 * The clients that PROXY headers have named, for as long as their connections last. TLS reads a connection through a socket
 * of its own: what both sockets know is where the connection's ends are.
 */
export class AnnouncedClients {
  private readonly addresses = new Map<string, { readonly address: string }>();

  set(socket: Socket, address: string): void {
    const key = keyOf(socket);
    const entry = { address };
    this.addresses.set(key, entry);
    socket.once("close", () => {
      // Its ends may be those of the next connection already.
      if (this.addresses.get(key) === entry) this.addresses.delete(key);
    });
  }

  /** @returns `undefined` where the connection's peer is its client */
  of(socket: Socket): string | undefined {
    return this.addresses.size === 0 ? undefined : this.addresses.get(keyOf(socket))?.address;
  }
}

function keyOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}
