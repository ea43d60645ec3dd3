import type { TLSSocket, TlsOptions, Server as TlsServer } from "node:tls";
import type { CertificateSet } from "../engine";

/** A client that has connected has this many milliseconds for its handshake. */
const HANDSHAKE_TIMEOUT = 10_000;

/** A server made with {@link certificateOptions}. */
type CertifiedServer = Pick<TlsServer, "setSecureContext">;

/**
 * What a TLS server is created with so that the client's server name picks the certificate. Whether clients are asked
 * for a certificate is fixed with it: see {@link canTakeUp}.
 *
 * @param current asked for each handshake, so that a new set is taken up at once
 */
export function certificateOptions(current: () => CertificateSet): TlsOptions {
  const { defaults, clients } = current();
  return {
    ...defaults,
    handshakeTimeout: HANDSHAKE_TIMEOUT,
    // Where a certificate need not be shown, one that is shown is looked at after the handshake.
    ...(clients === undefined ? {} : { requestCert: true, rejectUnauthorized: clients.required }),
    SNICallback: (serverName, callback) => callback(null, current().contextFor(serverName)),
  };
}

/** Has a server show what the issuer's OCSP responder has said of its certificate, to clients that ask for it. */
export function stapleOcsp(server: TlsServer, current: () => CertificateSet): void {
  server.on("OCSPRequest", (der: Buffer, _issuer: Buffer, callback: (error: null, response: Buffer | null) => void) => {
    callback(null, current().ocspFor(der) ?? null);
  });
}

/** Whether a server that was made for one set can take up another; otherwise another server is needed. */
export function canTakeUp(made: CertificateSet, other: CertificateSet): boolean {
  return made.clients?.required === other.clients?.required;
}

/** Gives a server the certificate for clients that name no server; the others ask for the current set by themselves. */
export function useCertificates(server: CertifiedServer, certificates: CertificateSet): void {
  server.setSecureContext(certificates.defaults);
}

/** What a client has shown of itself: its certificate as DER, `undefined` where none, or that it must be refused. */
export function clientCertificateOf(socket: TLSSocket, { clients }: CertificateSet): Buffer | "refused" | undefined {
  if (clients === undefined) return undefined;
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) return clients.required ? "refused" : undefined;
  return socket.authorized ? shown.raw : "refused";
}
