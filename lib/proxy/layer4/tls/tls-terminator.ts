import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { CertificateSet } from "../../engine";
import { certificateOptions, useCertificates } from "../../tls";

/** Told how handshakes end. */
export interface TerminatorListener {
  onSecure(client: TLSSocket): void;
  onFailed(client: TLSSocket, reason: string): void;
}

/** Ends TLS on connections that were accepted elsewhere. */
export class TlsTerminator {
  private readonly server: Server;

  constructor(
    private certificates: CertificateSet,
    handshakeTimeout: number,
    listener: TerminatorListener,
  ) {
    this.server = createServer({ ...certificateOptions(() => this.certificates), handshakeTimeout });
    this.server.on("secureConnection", (client) => listener.onSecure(client));
    this.server.on("tlsClientError", (error: NodeJS.ErrnoException, client) => {
      listener.onFailed(client, `the TLS handshake failed: ${error.code ?? error.message}`);
      client.destroy();
    });
  }

  /** Takes up other certificates for the handshakes to come. */
  use(certificates: CertificateSet): void {
    if (certificates === this.certificates) return;
    this.certificates = certificates;
    useCertificates(this.server, certificates);
  }

  accept(client: Socket): void {
    this.server.emit("connection", client);
  }
}
