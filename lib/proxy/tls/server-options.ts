import type { TlsOptions, Server as TlsServer } from "node:tls";
import type { CertificateSet } from "../engine";

/** A client that has connected has this many milliseconds for its handshake. */
const HANDSHAKE_TIMEOUT = 10_000;

/** A server made with {@link certificateOptions}; `https.Server` is one. */
export type CertifiedServer = Pick<TlsServer, "setSecureContext">;

/**
 * What a TLS server is created with so that the client's server name picks the certificate.
 *
 * @param current asked for each handshake, so that a new set is taken up at once
 */
export function certificateOptions(current: () => CertificateSet): TlsOptions {
  return {
    ...current().defaults,
    handshakeTimeout: HANDSHAKE_TIMEOUT,
    SNICallback: (serverName, callback) => callback(null, current().contextFor(serverName)),
  };
}

/** Gives a server the certificate for clients that name no server; the others ask for the current set by themselves. */
export function useCertificates(server: CertifiedServer, certificates: CertificateSet): void {
  server.setSecureContext(certificates.defaults);
}
