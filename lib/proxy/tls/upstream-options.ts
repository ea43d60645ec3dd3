import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { UpstreamTls } from "../engine";

/**
 * How a connection to an instance is made over TLS. An address is no server name (RFC 6066 section 3).
 *
 * @param protocol what is spoken on it, which is agreed on by ALPN
 */
export function upstreamOptions(
  { context, hostname }: UpstreamTls,
  address: string,
  protocol: "http/1.1" | "h2" = "http/1.1",
): ConnectionOptions {
  const name = hostname ?? address;
  return {
    secureContext: context,
    servername: isIP(name) === 0 ? name : "",
    ALPNProtocols: [protocol],
    rejectUnauthorized: true,
  };
}
