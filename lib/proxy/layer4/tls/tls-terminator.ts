import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { CertificateSet } from "../../engine";

/** Told how handshakes end. */
export interface TerminatorListener {
  onSecure(client: TLSSocket): void;
  onFailed(client: TLSSocket, reason: string): void;
}

/** Ends TLS on connections that were accepted elsewhere, with one set of certificates. */
export class TlsTerminator {
  private readonly server: Server;

  /** @param previous the one that this one follows: clients resume the sessions that they have with it */
  constructor(
    readonly certificates: CertificateSet,
    handshakeTimeout: number,
    previous: TlsTerminator | undefined,
    listener: TerminatorListener,
  ) {
    this.server = createServer({
      ...certificates.defaults,
      handshakeTimeout,
      SNICallback: (serverName, done) => {
        try {
          done(null, certificates.contextFor(serverName));
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)));
        }
      },
    });
    if (previous !== undefined) this.server.setTicketKeys(previous.server.getTicketKeys());
    this.server.on("secureConnection", (client) => listener.onSecure(client));
    this.server.on("tlsClientError", (error: NodeJS.ErrnoException, client) => {
      listener.onFailed(client, `the TLS handshake failed: ${error.code ?? error.message}`);
      client.destroy();
    });
  }

  accept(client: Socket): void {
    this.server.emit("connection", client);
  }
}
