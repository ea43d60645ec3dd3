import type { Answer } from "../engine";

/** A short plain-text answer of the proxy's own. */
export function textAnswer(status: number, reason: string): Answer {
  return { status, fields: ["Content-Type", "text/plain; charset=utf-8"], body: `${reason}\n` };
}
