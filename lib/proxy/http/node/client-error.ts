import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** What a client gets whose bytes are not a request. */
export interface ClientFault {
  readonly status: number;
  readonly reason: string;
}

/** What Node's parser adds to its errors. */
interface ParserError extends NodeJS.ErrnoException {
  readonly reason?: string;
  readonly rawPacket?: Buffer;
  /** How far it came in the packet. */
  readonly bytesParsed?: number;
}

/** Reads an error of Node's parser; `undefined` where the connection itself has failed. */
export function clientFault(error: ParserError): ClientFault | undefined {
  const { code = "" } = error;
  if (code === "HPE_HEADER_OVERFLOW") {
    return isLongTarget(error)
      ? { status: 414, reason: "the target is too long" }
      : { status: 431, reason: "the request's fields are too large" };
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return { status: 408, reason: "the request did not come in time" };
  if (code.startsWith("HPE_")) {
    return { status: 400, reason: `the request is not valid HTTP/1.1: ${error.reason ?? code}` };
  }
  return undefined;
}

/** Answers on the bare socket, for want of a request, and closes it. */
export function answerFault(socket: Duplex, { status, reason }: ClientFault): void {
  const body = `${reason}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n` +
      `Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/** Whether it was the request line that was too long. Seen only where one packet brought all that was read of it. */
function isLongTarget({ rawPacket, bytesParsed }: ParserError): boolean {
  return rawPacket !== undefined && /^[A-Z]+ [^ \r\n]*$/.test(rawPacket.toString("latin1", 0, bytesParsed));
}
