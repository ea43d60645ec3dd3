import { once } from "node:events";
import * as http2 from "node:http2";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { ACK, type Frame, FrameReader, frame, GOAWAY, PING, PREFACE, SETTINGS } from "../../frame";
import type { Field } from "./fields";
import { BlockReader, COMPRESSION_ERROR, headers, tableSizeSettings } from "./frames";

/** The field blocks that Node's client sends for some requests over one connection, in their order. */
export async function blocksOfNodeClient(
  tableSize: number,
  requests: readonly (readonly Field[])[],
): Promise<readonly Buffer[]> {
  const blocks: Buffer[] = [];
  const server = createServer((socket) => answerEach(socket, tableSize, (block) => blocks.push(block)));
  const port = await listening(server);
  const client = http2.connect(`http://127.0.0.1:${port}`);
  try {
    await once(client, "remoteSettings");
    await Promise.all(
      requests.map(async (fields) => {
        const stream = client.request(outgoing(fields), { endStream: true });
        stream.resume();
        await once(stream, "close");
      }),
    );
  } finally {
    client.destroy();
    await closed(server);
  }
  return blocks;
}

function answerEach(socket: Socket, tableSize: number, take: (block: Buffer) => void): void {
  const frames = new FrameReader(PREFACE.length);
  const blocks = new BlockReader();
  socket.write(tableSizeSettings(tableSize));
  socket.on("error", () => undefined);
  socket.on("data", (piece: Buffer) => {
    for (const each of frames.read(piece)) {
      if (each.type === SETTINGS && (each.flags & ACK) === 0) socket.write(frame(SETTINGS, ACK, 0));
      const block = blocks.take(each);
      if (block === undefined) continue;
      take(block);
      // `:status: 200`, of the static table.
      socket.write(headers(each.stream, Buffer.of(0x88)));
    }
  });
}

function outgoing(fields: readonly Field[]): http2.OutgoingHttpHeaders {
  const sensitive = fields.filter(([, , sensitive]) => sensitive === true).map(([name]) => name);
  return {
    ...Object.fromEntries(fields),
    [http2.sensitiveHeaders as unknown as string]: sensitive,
  };
}

/** What Node's server has made of a block. */
export type Verdict =
  /** The names and values, in turn. */
  | { readonly kind: "fields"; readonly raw: readonly string[] }
  /** The block is well formed, but not what a request consists of. */
  | { readonly kind: "refused" }
  | { readonly kind: "compression error" };

/** Node's server, to which blocks can be sent as they are. */
export class NodeServer {
  private readonly server: http2.Http2Server;
  private readonly sessions: http2.ServerHttp2Session[] = [];
  /** Of each stream of the latest connection, what the server has made of its block. */
  private readonly requests = new Map<number, readonly string[]>();

  /** @param tableSize what it advertises in SETTINGS_HEADER_TABLE_SIZE */
  private constructor(tableSize: number) {
    this.server = http2.createServer({ settings: { headerTableSize: tableSize } });
    this.server.on("session", (session) => {
      this.sessions.push(session);
      session.on("error", () => undefined);
    });
    // The names and values as they came are not in the types.
    this.server.on("stream", (stream: http2.ServerHttp2Stream, ...[, , raw]: unknown[]) => {
      stream.on("error", () => undefined);
      this.requests.set(stream.id ?? 0, raw as readonly string[]);
      stream.respond({ ":status": 204 }, { endStream: true });
    });
  }

  static async start(tableSize: number): Promise<NodeServer> {
    const started = new NodeServer(tableSize);
    started.server.listen(0, "127.0.0.1");
    await once(started.server, "listening");
    return started;
  }

  /** Sends blocks over one connection, one after the other, up to the first that is a compression error. */
  async verdicts(blocks: readonly Buffer[]): Promise<readonly Verdict[]> {
    const socket = connect((this.server.address() as AddressInfo).port, "127.0.0.1");
    socket.on("error", () => undefined);
    const frames = incomingFrames(socket);
    socket.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0)]));
    const verdicts: Verdict[] = [];
    this.requests.clear();
    try {
      // Its settings count from its peer's acknowledgement on.
      await seen(frames, ({ type, flags }) => type === SETTINGS && (flags & ACK) === 0);
      socket.write(frame(SETTINGS, ACK, 0));
      for (const [index, block] of blocks.entries()) {
        verdicts.push(await this.verdict(socket, frames, 2 * index + 1, block));
        if (verdicts.at(-1)?.kind === "compression error") break;
      }
    } finally {
      socket.destroy();
    }
    return verdicts;
  }

  async stop(): Promise<void> {
    for (const session of this.sessions) session.destroy();
    this.server.close();
    await once(this.server, "close");
  }

  private async verdict(socket: Socket, frames: AsyncIterator<Frame>, stream: number, block: Buffer): Promise<Verdict> {
    const mark = Buffer.alloc(8);
    mark.writeUInt32BE(stream);
    socket.write(Buffer.concat([headers(stream, block), frame(PING, 0, 0, mark)]));
    const last = await seen(
      frames,
      ({ type, flags, payload }) => type === GOAWAY || (type === PING && (flags & ACK) !== 0 && payload.equals(mark)),
    );
    if (last.type === GOAWAY) {
      const code = last.payload.readUInt32BE(4);
      if (code !== COMPRESSION_ERROR) throw new Error(`the server ended the connection with code ${code}`);
      return { kind: "compression error" };
    }
    const raw = this.requests.get(stream);
    return raw === undefined ? { kind: "refused" } : { kind: "fields", raw };
  }
}

/** A socket's frames, for one reader. Their end is a fault: every reader stops before it. */
async function* incomingFrames(socket: Socket): AsyncGenerator<Frame> {
  const frames = new FrameReader();
  for await (const piece of socket) yield* frames.read(piece as Buffer);
}

async function seen(frames: AsyncIterator<Frame>, wanted: (frame: Frame) => boolean): Promise<Frame> {
  for (;;) {
    const next = await frames.next();
    if (next.done) throw new Error("the connection ended");
    if (wanted(next.value)) return next.value;
  }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}
