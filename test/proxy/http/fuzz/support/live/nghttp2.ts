import { once } from "node:events";
import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { isRefusal, parseTarget } from "../../../../../../lib/routing";
import { afterTest } from "../../../../support/cleanup";

/** Milliseconds after which a connection has ended whose end cannot be seen. */
const PATIENCE = 250;

/** A request that has come whole. */
export interface WholeRequest {
  readonly method: string;
  readonly target: string;
  readonly body: string;
}

/** To compare requests by. */
export function essence({ method, target, body }: WholeRequest): string {
  return JSON.stringify([method, target, body]);
}

/**
 * Node's own library for HTTP/2, as the second reader of what a client sends: what it takes for a whole request may
 * reach a service, and nothing else.
 */
export class SecondReader {
  private readonly server: Http2Server;
  private readonly sockets = new Map<string, Socket>();
  private readonly read = new Map<string, WholeRequest[]>();

  private constructor(private port: number) {
    this.server = createServer();
    this.server.on("session", (session) => session.on("error", () => {}));
    this.server.on("stream", (stream, headers) => this.watch(stream, headers));
  }

  static async start(): Promise<SecondReader> {
    const reader = new SecondReader(0);
    const listener = createNetServer({ noDelay: true }, (socket) => {
      reader.sockets.set(socket.remoteAddress ?? "", socket);
      reader.server.emit("connection", socket);
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    afterTest(() => listener.close());
    reader.port = (listener.address() as AddressInfo).port;
    return reader;
  }

  /** Reads a connection, frame by frame, so that what is whole is known before what comes next. */
  async wholeRequests(pieces: readonly Buffer[], localAddress: string): Promise<readonly WholeRequest[]> {
    const requests: WholeRequest[] = [];
    const socket = connect({ host: "127.0.0.1", port: this.port, localAddress, noDelay: true });
    socket.on("error", () => {});
    socket.resume();
    this.read.set(localAddress, requests);
    await once(socket, "connect");
    for (const piece of pieces) {
      if (endsLibrarysConnection(piece)) continue;
      socket.write(piece);
      await turn();
    }
    socket.end();
    await this.hasEnded(localAddress);
    socket.destroy();
    this.sockets.get(localAddress)?.destroy();
    this.sockets.delete(localAddress);
    this.read.delete(localAddress);
    return requests;
  }

  /** Where a length is said, all is whole with its last byte: to a service of HTTP/1.1 no end could tell more. */
  private watch(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const { ":method": method = "", ":path": path = "", ":authority": authority = "", host } = headers;
    const requests = this.read.get(stream.session?.socket.remoteAddress ?? "");
    const length = headers["content-length"];
    let body = "";
    let over = false;
    const whole = (): void => {
      const target = parseTarget(String(path), String(authority || host));
      if (!over && !isRefusal(target)) {
        requests?.push({ method: String(method), target: target.path + target.search, body });
      }
      over = true;
    };
    const wholeByLength = (): void => {
      if (length !== undefined && Number(length) === body.length) whole();
    };
    wholeByLength();
    stream.on("aborted", () => {
      over = true;
    });
    stream.on("error", () => {
      over = true;
    });
    stream.on("data", (bytes: Buffer) => {
      body += bytes.toString("latin1");
      wholeByLength();
    });
    stream.on("end", () => {
      whole();
      if (!stream.destroyed) stream.respond({ ":status": 204 }, { endStream: true });
    });
  }

  /** Waits until the client's end was read. After some errors the library reads no more, and ends nothing by itself. */
  private async hasEnded(address: string): Promise<void> {
    const socket = this.sockets.get(address);
    if (socket === undefined || socket.destroyed) return;
    const late = AbortSignal.timeout(PATIENCE);
    await Promise.race(["end", "close"].map((event) => once(socket, event, { signal: late }))).catch(() => {});
    // Where time was short for want of a core, what has come is read in these.
    for (let count = 0; count < 5; count++) await turn();
  }
}

/**
 * For an answer to a ping that it has not sent, the library ends a connection, where RFC 9113 lets it pass (section 6.7),
 * and for a stream's window that is widened by nothing, where it has the stream end alone (section 6.9).
 */
function endsLibrarysConnection(frame: Buffer): boolean {
  const [, , length, type, flags = 0] = frame;
  if (length === 8 && frame.length === 17) return type === 6 && (flags & 1) === 1;
  return length === 4 && frame.length === 13 && type === 8 && (frame.readUInt32BE(9) & 0x7fff_ffff) === 0;
}
