import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * Cuts a connection so that its peer sees that it was cut (RST), and not that all was sent. TLS has no reset of its
 * own: there the closing alert is missing, which counts as truncation (RFC 8446 section 6.1).
 *
 * @param socket connected
 */
export function reset(socket: Socket): void {
  // While the socket's FIN is on its way to the kernel a reset is refused (EINVAL) and the descriptor would leak.
  const ending = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (ending || socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
