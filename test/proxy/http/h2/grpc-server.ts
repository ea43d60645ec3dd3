import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterTest } from "../../support/cleanup";

/** One call as the server sees it. */
export interface Call {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
}

/** An instance that speaks HTTP/2 without TLS, until the test ends. */
export interface Http2Instance {
  readonly address: string;
  readonly port: number;
  /** Connections so far. */
  readonly sessions: readonly ServerHttp2Session[];
  readonly calls: readonly Call[];
}

export async function startHttp2Instance(
  onStream: (call: Call) => void,
  settings: { readonly maxConcurrentStreams?: number } = {},
): Promise<Http2Instance> {
  const sessions: ServerHttp2Session[] = [];
  const calls: Call[] = [];
  const server = createServer({ settings });
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => {});
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    calls.push({ stream, headers });
    onStream({ stream, headers });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterTest(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const { address, port } = server.address() as AddressInfo;
  return { address, port, sessions, calls };
}

/** A message of gRPC: not compressed, its length, its bytes. */
export function grpcMessage(text: string): Buffer {
  const bytes = Buffer.from(text);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

/** The messages in a body. */
export function messagesIn(body: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at + 5 <= body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    messages.push(body.toString("utf8", at + 5, end));
    at = end;
  }
  return messages;
}

/** What every call begins with. */
export const GRPC_CALL: OutgoingHttpHeaders = {
  ":method": "POST",
  ":path": "/shop.Users/Get",
  "content-type": "application/grpc",
  te: "trailers",
};

/** Answers a call with these messages and this status. */
export function answerCall({ stream }: Call, messages: readonly string[], status = "0"): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status }));
  for (const message of messages) stream.write(grpcMessage(message));
  stream.end();
}
