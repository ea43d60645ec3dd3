import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Topology } from "../../topology";
import type { BoundAddress } from "../engine";
import { BindError, codeOf } from "../errors";
import { redact } from "./redact";

/** What the admin endpoint shows. */
export interface AdminSource {
  /** Whether new requests are welcome. */
  ready(): boolean;
  /** The running configuration. */
  topology(): Promise<Topology | undefined>;
  /** In the text format of Prometheus, with its content type. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** `/healthz`, `/readyz`, `/metrics` and `/topology`, on a socket of its own. */
export class AdminServer {
  private readonly server: Server;

  constructor(private readonly source: AdminSource) {
    this.server = createServer({ keepAliveTimeout: 5000 }, (request, response) => {
      if (request.method !== "GET" && request.method !== "HEAD")
        send(response, 405, TEXT, "use GET\n", { Allow: "GET, HEAD" });
      else void this.answer((request.url ?? "").replace(/\?.*$/, ""), response);
    });
  }

  /** @throws BindError */
  open({ address, port }: BoundAddress): Promise<BoundAddress> {
    return new Promise((resolve, reject) => {
      this.server.once("error", (error) => reject(new BindError("admin", address, port, codeOf(error))));
      this.server.listen(port, address, () => {
        const bound = this.server.address() as AddressInfo;
        resolve({ address: bound.address, port: bound.port });
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async answer(path: string, response: ServerResponse): Promise<void> {
    try {
      await this.show(path, response);
    } catch (error) {
      send(response, 500, TEXT, `${codeOf(error)}\n`);
    }
  }

  private async show(path: string, response: ServerResponse): Promise<void> {
    switch (path) {
      case "/healthz":
        send(response, 200, TEXT, "ok\n");
        return;
      case "/readyz":
        if (this.source.ready()) send(response, 200, TEXT, "ready\n");
        else send(response, 503, TEXT, "not ready\n");
        return;
      case "/metrics": {
        const { contentType, text } = await this.source.metrics();
        send(response, 200, contentType, text);
        return;
      }
      case "/topology": {
        const topology = await this.source.topology();
        if (topology === undefined) send(response, 503, TEXT, "there is no configuration yet\n");
        else send(response, 200, "application/json", `${JSON.stringify(redact(topology), null, 2)}\n`);
        return;
      }
      default:
        send(response, 404, TEXT, "there are /healthz, /readyz, /metrics and /topology\n");
    }
  }
}

const TEXT = "text/plain; charset=utf-8";

function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  fields: Readonly<Record<string, string>> = {},
): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...fields, "Content-Type": contentType, "Content-Length": length }).end(body);
}
