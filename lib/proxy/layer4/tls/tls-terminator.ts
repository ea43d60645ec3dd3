import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { CertificateSet } from "../../engine";
import { canTakeUp, certificateOptions, clientCertificateOf, stapleOcsp, useCertificates } from "../../tls";

/** Told how handshakes end. */
interface TerminatorListener {
  onSecure(client: TLSSocket): void;
  onFailed(client: TLSSocket, reason: string): void;
}

/** Ends TLS on connections that were accepted elsewhere. */
export class TlsTerminator {
  private server: Server;

  constructor(
    private certificates: CertificateSet,
    private readonly handshakeTimeout: number,
    private readonly listener: TerminatorListener,
  ) {
    this.server = this.createServer();
  }

  /** Takes up other certificates for the handshakes to come. */
  use(certificates: CertificateSet): void {
    if (certificates === this.certificates) return;
    const before = this.certificates;
    this.certificates = certificates;
    if (canTakeUp(before, certificates)) useCertificates(this.server, certificates);
    else this.server = this.createServer();
  }

  accept(client: Socket): void {
    this.server.emit("connection", client);
  }

  private createServer(): Server {
    const { handshakeTimeout, listener } = this;
    const current = () => this.certificates;
    const server = createServer({ ...certificateOptions(current), handshakeTimeout });
    stapleOcsp(server, current);
    server.on("secureConnection", (client) => {
      if (clientCertificateOf(client, current()) !== "refused") {
        listener.onSecure(client);
        return;
      }
      listener.onFailed(client, "the client's certificate is not valid");
      client.destroy();
    });
    server.on("tlsClientError", (error: NodeJS.ErrnoException, client) => {
      listener.onFailed(client, `the TLS handshake failed: ${error.code ?? error.message}`);
      client.destroy();
    });
    return server;
  }
}
