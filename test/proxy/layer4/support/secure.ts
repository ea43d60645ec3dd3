import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ConnectionOptions, connect, createServer, type TLSSocket } from "node:tls";
import type { Member } from "../../../../lib/topology";
import { appsCertificate, shopCertificate, type TestCertificate } from "../../../support/certificates";
import { afterTest } from "../../support/cleanup";

/** Connects with TLS to a port of loopback, and takes no certificate but those of the tests. */
export async function connectSecurely(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({
    host: "127.0.0.1",
    port,
    allowHalfOpen: true,
    ca: [shopCertificate.cert, appsCertificate.cert],
    ...options,
  } as ConnectionOptions);
  socket.on("error", () => {});
  afterTest(() => socket.destroy());
  await once(socket, "secureConnect");
  return socket;
}

/** A TLS server of its own that stands for one instance. */
export async function startSecureInstance(
  { cert, key }: TestCertificate,
  serve: (socket: TLSSocket) => void,
): Promise<Member> {
  const server = createServer({ cert, key, allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    afterTest(() => socket.destroy());
    serve(socket);
  });
  afterTest(() => server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { address: "127.0.0.1", port: (server.address() as AddressInfo).port };
}
