import { connect } from "node:net";
import type { RequestLoad } from "./load";

/** Whom headers announce: one that is no peer of the proxy. */
const CLIENT = [192, 0, 2, 1];
const DESTINATION = [127, 0, 0, 1];

/** A header of the PROXY protocol, version 2, of TCP over IPv4. */
const HEADER = Buffer.from([
  ...Buffer.from("\r\n\r\n\0\r\nQUIT\n"),
  ...[0x21, 0x11, 0, 12],
  ...[...CLIENT, ...DESTINATION, 0xdc, 4, 0, 80],
]);

const PATIENCE_MILLISECONDS = 10_000;

/** An answer on a connection that was closed behind it. */
export interface Answer {
  readonly status: number;
  /** Bytes of its body. */
  readonly size: number;
}

/** What a connection of a load consists of: with a PROXY header in front, or without. */
export function bytesOf({ method, path }: RequestLoad, announced: boolean): Buffer {
  const request = Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  return announced ? Buffer.concat([HEADER, request]) : request;
}

/**
 * Asks once on a connection of its own.
 *
 * @param bytes see {@link bytesOf}
 * @throws where the connection fails, or is not closed in time
 */
export function askAnew(port: number, bytes: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    const received: Buffer[] = [];
    socket.setTimeout(PATIENCE_MILLISECONDS, () => socket.destroy(new Error("no answer in 10 s")));
    socket.on("data", (chunk) => received.push(chunk));
    socket.once("error", reject);
    socket.once("close", () => resolve(answerIn(Buffer.concat(received))));
    socket.write(bytes);
  });
}

function answerIn(bytes: Buffer): Answer {
  const end = bytes.indexOf("\r\n\r\n");
  const [, status = "0"] = /^HTTP\/1\.1 (\d{3})/.exec(bytes.toString("latin1", 0, 12)) ?? [];
  return { status: Number(status), size: end < 0 ? 0 : bytes.length - end - 4 };
}
