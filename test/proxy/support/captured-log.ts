import { Writable } from "node:stream";
import { createPinoLog, type ProxyLog } from "../../../lib/proxy";

/** A log whose lines the test reads. */
export function capturedLog(): { readonly log: ProxyLog; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      for (const line of String(chunk).split("\n")) if (line !== "") lines.push(JSON.parse(line));
      done();
    },
  });
  return { log: createPinoLog(stream), lines };
}
