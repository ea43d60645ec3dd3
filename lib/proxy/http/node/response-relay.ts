import type { IncomingMessage, ServerResponse } from "node:http";
import { trailersToSend } from "./request-body";

/**
 * Passes a response's body on as fast as the client takes it.
 *
 * @param done called once, where the instance's response ended as it should
 */
export function relayBody(from: IncomingMessage, to: ServerResponse, done: () => void): void {
  from.on("data", (chunk: Buffer) => {
    if (!to.write(chunk)) from.pause();
  });
  to.on("drain", () => from.resume());
  from.on("end", () => {
    if (!from.complete) return;
    const trailers = from.rawTrailers.length === 0 ? [] : trailersToSend(from.rawTrailers);
    if (trailers.length > 0) to.addTrailers(trailers);
    to.end();
    done();
  });
}
