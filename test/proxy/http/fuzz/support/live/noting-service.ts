import type { Socket } from "node:net";
import { startRawInstance } from "../../../../support/instances";
import { answerTo } from "./answers";
import { KnownClients } from "./known-clients";
import { valuesOf } from "./recording-service";
import { type ReceivedRequest, RequestReader } from "./request-reader";

/** A service that notes the whole requests of each client, in whatever order they come. */
export class NotingService {
  /** What no proxy may send, whatever it was sent itself. */
  readonly complaints: string[] = [];
  private readonly clients = new KnownClients<ReceivedRequest[]>();

  private constructor(readonly members: readonly [{ readonly address: string; readonly port: number }]) {}

  static async start(): Promise<NotingService> {
    let accept: (socket: Socket) => void = () => {};
    const { address, port } = await startRawInstance((socket) => accept(socket));
    const service = new NotingService([{ address, port }]);
    accept = (socket) => service.serve(socket);
    return service;
  }

  /** @returns the address that a client has to come from, and what is noted of it */
  know(): { readonly address: string; readonly requests: readonly ReceivedRequest[] } {
    const requests: ReceivedRequest[] = [];
    return { address: this.clients.add(requests), requests };
  }

  private serve(socket: Socket): void {
    const reader = new RequestReader((request) => this.arrived(request, socket));
    socket.setNoDelay(true);
    socket.on("data", (bytes) => {
      reader.read(bytes);
      if (reader.fault !== undefined)
        this.complaints.push(`${reader.fault}: ${JSON.stringify(bytes.toString("latin1"))}`);
    });
    socket.on("close", () => reader.close());
  }

  private arrived(request: ReceivedRequest, socket: Socket): void {
    const { method, target, fields } = request;
    const [address, ...others] = valuesOf(fields, "x-forwarded-for");
    const requests = this.clients.of(address);
    const framing = [...valuesOf(fields, "content-length"), ...valuesOf(fields, "transfer-encoding")];
    const fault =
      requests === undefined || others.length > 0 || valuesOf(fields, "host").length !== 1 || framing.length > 1;
    if (fault) this.complaints.push(`not a request that a proxy may send: ${JSON.stringify(request)}`);
    requests?.push(request);
    const answer = answerTo(method, target, undefined, requests?.length ?? 0);
    for (const piece of answer.pieces) socket.write(piece, "latin1");
    if (answer.closes) socket.end();
  }
}
