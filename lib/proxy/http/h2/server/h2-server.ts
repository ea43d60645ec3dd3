import type { Socket } from "node:net";
import type { Handshake } from "../../h1/connection-origin";
import type { EngineParts } from "../../h1/engine-context";
import type { Receiver } from "../../h1/lent-reads";
import { RequestFields } from "./request-fields";
import { ServerConnection } from "./server-connection";

/** Serves HTTP/2 on connections that something else has accepted. */
export class H2Server {
  private readonly connections = new Set<ServerConnection>();
  private readonly fields = new RequestFields();

  constructor(private readonly engine: EngineParts) {}

  /** @returns takes all that is read of the connection, its preface first */
  accept(socket: Socket, handshake: Handshake): Receiver {
    const connection: ServerConnection = new ServerConnection(socket, this.engine, handshake, this.fields, () =>
      this.connections.delete(connection),
    );
    this.connections.add(connection);
    return connection.receive;
  }

  /** Tells clients that connections end; what they have begun is served, and what they begin before they know. */
  announceEnd(): void {
    for (const connection of this.connections) connection.announceEnd();
  }

  /** Ends connections after the requests under way. */
  end(): void {
    for (const connection of this.connections) connection.end();
  }
}
