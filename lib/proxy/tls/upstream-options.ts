import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { UpstreamTls } from "../engine";

/** How a connection to an instance is made over TLS. An address is no server name (RFC 6066 section 3). */
export function upstreamOptions({ context, hostname }: UpstreamTls, address: string): ConnectionOptions {
  const name = hostname ?? address;
  return {
    secureContext: context,
    servername: isIP(name) === 0 ? name : "",
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: true,
  };
}
