import { createServer, type Http2Server } from "node:http2";

/** A message of 30 bytes: not compressed, its length, itself. */
export const GRPC_MESSAGE = Buffer.concat([Buffer.from([0, 0, 0, 0, 30]), Buffer.alloc(30, "x")]);

/** Answers each call with one message and the status OK, over HTTP/2 without TLS. */
export function createGrpcService(): Http2Server {
  const server = createServer({ settings: { maxConcurrentStreams: 1_000 } });
  server.on("stream", (stream) => {
    stream.on("error", () => stream.destroy());
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.resume();
    stream.once("end", () => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.end(GRPC_MESSAGE);
    });
  });
  return server;
}
