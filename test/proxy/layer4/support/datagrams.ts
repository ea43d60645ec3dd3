import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Member } from "../../../../lib/topology";
import { afterTest } from "../../support/cleanup";

/** A UDP server that stands for one instance, and the clients that it has seen. */
export interface DatagramInstance extends Member {
  readonly socket: Socket;
  /** The ports that sent to it, each once. */
  readonly sources: ReadonlySet<number>;
  close(): void;
}

/** Starts an instance that lives until the test ends. */
export async function startDatagrams(
  serve: (datagram: Buffer, source: RemoteInfo, socket: Socket) => void = () => {},
  address = "127.0.0.1",
): Promise<DatagramInstance> {
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  const sources = new Set<number>();
  socket.on("message", (datagram, source) => {
    sources.add(source.port);
    serve(datagram, source, socket);
  });
  let open = true;
  const close = () => {
    if (open) socket.close();
    open = false;
  };
  afterTest(close);
  socket.bind(0, address);
  await once(socket, "listening");
  return { address, port: socket.address().port, socket, sources, close };
}

/** An instance that sends back what it gets, behind its name. */
export function startDatagramEcho(name: string, address?: string): Promise<DatagramInstance> {
  return startDatagrams((datagram, { port, address: source }, socket) => {
    socket.send(Buffer.concat([Buffer.from(`${name}:`), datagram]), port, source);
  }, address);
}

/** A client of one UDP port. */
export class DatagramClient {
  private readonly received: string[] = [];
  private readonly waiting: ((text: string) => void)[] = [];

  private constructor(readonly socket: Socket) {
    socket.on("message", (datagram) => {
      const text = datagram.toString("latin1");
      const waiter = this.waiting.shift();
      if (waiter === undefined) this.received.push(text);
      else waiter(text);
    });
    socket.on("error", () => {});
  }

  static async to(port: number, address = "127.0.0.1"): Promise<DatagramClient> {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    afterTest(() => socket.close());
    socket.connect(port, address);
    await once(socket, "connect");
    return new DatagramClient(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  send(text: string): void {
    this.socket.send(text);
  }

  /** The next datagram that comes, or the oldest that nobody asked for. */
  next(): Promise<string> {
    const known = this.received.shift();
    return known === undefined ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(known);
  }

  /** Sends, and waits for one answer. */
  ask(text: string): Promise<string> {
    const answer = this.next();
    this.send(text);
    return answer;
  }
}
