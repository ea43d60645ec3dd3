import type { Socket } from "node:net";
import { startRawInstance } from "../../../../support/instances";
import { answerTo } from "./answers";
import { type Expectation, withoutOrigin } from "./expectation";
import { KnownClients } from "./known-clients";
import { type ReceivedRequest, RequestReader } from "./request-reader";

/** What a service has received of one client. */
export interface Received {
  readonly expected: Expectation;
  count: number;
  tunnelled: string;
}

/** A service that holds what it receives of each client against what it has to. */
export class RecordingService {
  /** What must not have come. */
  readonly complaints: string[] = [];
  private readonly clients = new KnownClients<Received>();

  private constructor(readonly members: readonly [{ readonly address: string; readonly port: number }]) {}

  static async start(): Promise<RecordingService> {
    let accept: (socket: Socket) => void = () => {};
    const { address, port } = await startRawInstance((socket) => accept(socket));
    const service = new RecordingService([{ address, port }]);
    accept = (socket) => service.serve(socket);
    return service;
  }

  /** An address that a client may come from. */
  newAddress(): string {
    return this.clients.newAddress();
  }

  /** Knows a client before it comes. @returns the address that the proxy has to tell of it */
  expect(
    expected: Expectation,
    address = this.newAddress(),
  ): { readonly address: string; readonly received: Received } {
    const received: Received = { expected, count: 0, tunnelled: "" };
    return { address: this.clients.add(received, address), received };
  }

  private serve(socket: Socket): void {
    let tunnel: Received | undefined;
    const reader = new RequestReader((request) => {
      tunnel = this.arrived(request, socket);
    });
    socket.setNoDelay(true);
    socket.on("data", (bytes) => {
      const tunnelled = tunnel === undefined ? reader.read(bytes) : bytes;
      if (reader.fault !== undefined) this.complain(reader.fault, bytes.toString("latin1"));
      if (tunnel === undefined || tunnelled === undefined) return;
      tunnel.tunnelled += tunnelled.toString("latin1");
      socket.write(tunnelled);
    });
    socket.on("close", () => reader.close());
  }

  /** Answers a request. @returns its client, where the connection is a tunnel to it from now on */
  private arrived(request: ReceivedRequest, socket: Socket): Received | undefined {
    const { method, target, fields, body, trailers } = request;
    const [address, ...others] = valuesOf(fields, "x-forwarded-for");
    const client = this.clients.of(address);
    if (client === undefined || others.length > 0) {
      this.complain(`X-Forwarded-For is "${[address, ...others].join('" and "')}"`, request);
      return undefined;
    }
    const number = client.count++;
    const expected = client.expected.requests[number]?.request;
    const seen = { method, target, fields: withoutOrigin(fields), body };
    if (expected === undefined) this.complain("no request was to come", seen);
    else if (JSON.stringify({ ...expected, trailers: [] }) !== JSON.stringify({ ...seen, trailers: [] })) {
      this.complain("another request was to come", { expected, seen });
    } else if (!isWithin(trailers, expected.trailers)) {
      this.complain("trailers that the client has not sent", { expected: expected.trailers, trailers });
    }
    const answer = answerTo(method, target, valuesOf(fields, "upgrade")[0], number);
    for (const piece of answer.pieces) socket.write(piece, "latin1");
    if (answer.closes) socket.end();
    return answer.status === 101 ? client : undefined;
  }

  private complain(what: string, of: unknown): void {
    this.complaints.push(`${what}: ${JSON.stringify(of)}`);
  }
}

export function valuesOf(fields: readonly string[], lowerCaseName: string): readonly string[] {
  return fields.filter((_, at) => at % 2 === 1 && fields[at - 1]?.toLowerCase() === lowerCaseName);
}

/** Whether pairs are some of others, in their order. */
function isWithin(pairs: readonly string[], all: readonly string[]): boolean {
  let from = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    while (from < all.length && (all[from] !== pairs[at] || all[from + 1] !== pairs[at + 1])) from += 2;
    if (from >= all.length) return false;
    from += 2;
  }
  return true;
}
