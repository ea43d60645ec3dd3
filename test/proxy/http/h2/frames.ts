import { connect, type Socket } from "node:net";
import { afterTest } from "../../support/cleanup";
import { END_HEADERS, END_STREAM, type Frame, FrameReader, frame, GOAWAY, HEADERS, PREFACE, SETTINGS } from "./frame";

export * from "./frame";

/** Fields as literals that no table remembers, without Huffman's code (RFC 7541 section 6.2.2). */
export function fields(list: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(list.flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** With a prefix of seven bits (RFC 7541 section 5.1). */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.of(...bytes, rest);
}

export const GET: readonly (readonly [string, string])[] = [
  [":method", "GET"],
  [":scheme", "http"],
  [":path", "/"],
  [":authority", "a.com"],
];

export const POST = GET.map(([name, value]) => [name, name === ":method" ? "POST" : value] as const);

/** A connection of HTTP/2 whose frames are made by hand, for what no client would send. */
export class FrameClient {
  readonly frames: Frame[] = [];
  closed = false;
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly socket: Socket,
    reader = new FrameReader(),
  ) {
    socket.on("data", (bytes) => {
      this.frames.push(...reader.read(bytes));
      this.wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
      this.wake();
    });
  }

  static open(port: number): Promise<FrameClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      afterTest(() => socket.destroy());
      socket.once("error", reject);
      socket.once("connect", () => {
        const client = new FrameClient(socket);
        socket.write(PREFACE);
        client.send(frame(SETTINGS, 0, 0));
        resolve(client);
      });
    });
  }

  /** The other end: a server on a connection that was accepted. */
  static accept(socket: Socket, greeting: readonly Buffer[] = [frame(SETTINGS, 0, 0)]): FrameClient {
    const server = new FrameClient(socket, new FrameReader(PREFACE.length));
    server.send(...greeting);
    return server;
  }

  send(...frames: readonly Buffer[]): void {
    if (this.socket.writable) this.socket.write(Buffer.concat(frames));
  }

  /** Sends a request without a body. */
  request(stream: number, list: readonly (readonly [string, string])[]): void {
    this.send(frame(HEADERS, END_STREAM | END_HEADERS, stream, fields(list)));
  }

  /** The first frame of a type that comes, on any stream; `undefined` where the connection is closed first. */
  async first(...types: readonly number[]): Promise<Frame | undefined> {
    for (;;) {
      const found = this.frames.find(({ type }) => types.includes(type));
      if (found !== undefined || this.closed) return found;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** Waits until nothing more is taken on the connection, and says the code of why. */
  async end(): Promise<number> {
    return (await this.first(GOAWAY))?.payload.readUInt32BE(4) ?? 0;
  }

  async whenClosed(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  private wake(): void {
    for (const resume of this.waiting) resume();
    this.waiting.clear();
  }
}
