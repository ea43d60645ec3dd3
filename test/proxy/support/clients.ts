import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { connect, type Socket } from "node:net";
import type { EchoReply } from "../../../lib/echo";
import { afterTest } from "./cleanup";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly trailers: NodeJS.Dict<string>;
}

export interface FetchOptions {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  readonly agent?: Agent;
  /** Where the client comes from. @default 127.0.0.1 */
  readonly localAddress?: string;
}

/** Sends a request to a port of loopback and reads the whole response. */
export function fetchFrom(port: number, path: string, options: FetchOptions = {}): Promise<Reply> {
  const { method = "GET", headers = {}, body, agent = false, localAddress = "127.0.0.1" } = options;
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers, agent, localAddress }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0, headers, rawHeaders, trailers } = response;
        resolve({ status: statusCode, headers, rawHeaders, trailers, body: Buffer.concat(chunks).toString("utf8") });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The request as an echo service saw it. */
export async function echoFrom(port: number, path: string, options: FetchOptions = {}): Promise<EchoReply> {
  const reply = await fetchFrom(port, path, options);
  if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${reply.body}`);
  return JSON.parse(reply.body) as EchoReply;
}

/** An agent that keeps one connection, until the test ends. */
export function keepAliveAgent(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  afterTest(() => agent.destroy());
  return agent;
}

/** A bare connection, for what no client library would send. */
export class RawClient {
  private received = "";
  private ended = false;
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.received += text;
      this.wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.ended = true;
      this.wake();
    });
  }

  static open(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      afterTest(() => socket.destroy());
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RawClient(socket)));
    });
  }

  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** What came so far. */
  get text(): string {
    return this.received;
  }

  /** Waits until what came fits. */
  until(pattern: RegExp): Promise<string> {
    return this.when(
      () => pattern.test(this.received),
      () => `nothing like ${pattern} in ${JSON.stringify(this.received)}`,
    );
  }

  /** Waits until the connection is closed; resolves with all that came. */
  closed(): Promise<string> {
    return this.when(
      () => this.ended,
      () => "still open",
    );
  }

  private when(condition: () => boolean, complaint: () => string): Promise<string> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (condition()) resolve(this.received);
        else if (this.ended) reject(new Error(`closed with ${complaint()}`));
        else return;
        this.waiting.delete(check);
      };
      this.waiting.add(check);
      check();
    });
  }

  private wake(): void {
    for (const check of [...this.waiting]) check();
  }
}

/** Sends bytes on a connection of their own; resolves with all that comes until it is closed. */
export async function sendRaw(port: number, text: string): Promise<string> {
  const client = await RawClient.open(port);
  client.send(text);
  return client.closed();
}
