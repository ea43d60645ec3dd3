import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Why an instance that was reached over TLS is not spoken to in HTTP/2. */
export const NO_HTTP2 = "the instance did not agree on HTTP/2";

/** Whether HTTP/2 may be spoken on a connection: without TLS it is known beforehand, with TLS it was agreed on by ALPN. */
export function mayUseHttp2(socket: Socket): boolean {
  return !(socket instanceof TLSSocket) || socket.alpnProtocol === "h2";
}

/** What was wrong with a connection for HTTP/2. Some instances end the handshake by an alert (RFC 7301 section 3.2). */
export function http2Problem(error: Error & { readonly code?: string }): Error {
  return error.code === "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL" ? new Error(NO_HTTP2) : error;
}
