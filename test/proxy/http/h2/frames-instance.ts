import type { HttpLimits } from "../../../../lib/proxy/http";
import type { Route } from "../../../../lib/topology";
import { startEngine } from "../../support/engines";
import { startRawInstance } from "../../support/instances";
import { membersOf } from "../../support/proxies";
import { END_HEADERS, type Frame, FrameClient, fields, frame, HEADERS } from "./frames";

/** Settings (RFC 9113 section 6.5.2). */
export const MAX_CONCURRENT_STREAMS = 3;
export const INITIAL_WINDOW_SIZE = 4;

/** A head of a response with the status 200. */
export function head(stream: number, flags: number, ...more: readonly (readonly [string, string])[]): Buffer {
  return frame(HEADERS, END_HEADERS | flags, stream, fields([[":status", "200"], ...more]));
}

/** Four bytes of a payload. */
export function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A setting, six bytes of a payload. */
export function setting(identifier: number, value: number): Buffer {
  return Buffer.concat([Buffer.of(0, identifier), number(value)]);
}

/** A service of one instance of HTTP/2 whose frames are made by hand, and told of what comes with their connection. */
export async function startFrameService(
  received: (frame: Frame, server: FrameClient, connection: number) => void,
  greeting?: readonly Buffer[],
  limits: Partial<HttpLimits> = {},
  route: Partial<Route> = {},
) {
  const servers: FrameClient[] = [];
  const instance = await startRawInstance((socket) => {
    const server = FrameClient.accept(socket, greeting);
    const connection = servers.push(server) - 1;
    let seen = 0;
    socket.on("data", () => {
      const fresh = server.frames.slice(seen);
      seen = server.frames.length;
      for (const one of fresh) received(one, server, connection);
    });
  });
  const started = await startEngine(limits, membersOf(instance), route, {}, { protocol: "H2C" });
  return { ...started, servers };
}
