import type { IncomingMessage, ServerResponse } from "node:http";
import type { BodyStageFactory } from "../../engine";
import { trailersToSend } from "./request-body";

/** Told how a body went. */
export interface RelayListener {
  /** The instance's response ended as it should. */
  ended(): void;
  /** The body cannot be made whole. */
  failed(reason: string): void;
}

/** Passes a response's body on as fast as the client takes it. */
export function relayBody(from: IncomingMessage, to: ServerResponse, listener: RelayListener): void {
  from.on("data", (chunk: Buffer) => {
    if (!to.write(chunk)) from.pause();
  });
  to.on("drain", () => from.resume());
  from.on("end", () => {
    if (!from.complete) return;
    addTrailers(from, to);
    to.end();
    listener.ended();
  });
}

/** As {@link relayBody}, through a stage that changes it. */
export function relayThrough(
  makeStage: BodyStageFactory,
  from: IncomingMessage,
  to: ServerResponse,
  listener: RelayListener,
): void {
  const stage = makeStage({
    write: (chunk) => to.write(chunk),
    end: () => to.end(),
    fail: (reason) => listener.failed(reason),
    ready: () => from.resume(),
  });
  from.on("data", (chunk: Buffer) => {
    if (!stage.push(chunk)) from.pause();
  });
  to.on("drain", () => stage.resume());
  to.on("close", () => stage.destroy());
  from.on("end", () => {
    if (!from.complete) return;
    addTrailers(from, to);
    stage.end();
    listener.ended();
  });
}

function addTrailers(from: IncomingMessage, to: ServerResponse): void {
  const trailers = from.rawTrailers.length === 0 ? [] : trailersToSend(from.rawTrailers);
  if (trailers.length > 0) to.addTrailers(trailers);
}
