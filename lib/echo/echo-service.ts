import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** What an echo service answers: the request as it arrived, and who answered. */
export interface EchoReply {
  readonly service: string;
  readonly instance: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly host: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface EchoServiceOptions {
  readonly service: string;
  /** @default the service's name and the port: `users-8081` */
  readonly instance?: string;
  /** @default "127.0.0.1" */
  readonly address?: string;
  /** @default a free one */
  readonly port?: number;
}

/** Bodies are echoed up to this many bytes; the rest is read and dropped. */
const LONGEST_BODY = 1024 * 1024;

/** An instance of a service that answers any request with JSON about that request. */
export class EchoService {
  private constructor(
    private readonly server: Server,
    readonly service: string,
    readonly instance: string,
    readonly address: string,
    readonly port: number,
  ) {}

  /** Resolves once it can be reached. */
  static start(options: EchoServiceOptions): Promise<EchoService> {
    const { service, address = "127.0.0.1", port = 0 } = options;
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.once("error", reject);
      server.listen(port, address, () => {
        const bound = server.address() as AddressInfo;
        const instance = options.instance ?? `${service}-${bound.port}`;
        server.on("request", (request, response) => answer(service, instance, request, response));
        resolve(new EchoService(server, service, instance, bound.address, bound.port));
      });
    });
  }

  /** Cuts what is under way. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

function answer(service: string, instance: string, request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= LONGEST_BODY) chunks.push(chunk);
  });
  request.on("end", () => {
    const { method = "", url = "", headers } = request;
    const body = Buffer.concat(chunks).toString("utf8");
    const reply: EchoReply = { service, instance, method, path: url, host: headers.host ?? "", headers, body };
    const json = Buffer.from(`${JSON.stringify(reply)}\n`);
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": json.length });
    response.end(json);
  });
}
