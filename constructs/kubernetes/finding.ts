import type { Diagnostic } from "../../lib/topology";

/** A diagnostic whose place is counted from the construct that was lowered: `matches[0].headers`, or empty. */
export interface Finding extends Omit<Diagnostic, "path"> {
  readonly at: string;
}

/** Something that the target cannot keep: synthesis stops, unless the code is accepted. */
export function refusal(code: string, at: string, message: string, remedy: string): Finding {
  return { code, severity: "error", at, message, remedy };
}

/** Something that tunes and is lost, while each request still gets the same answer. */
export function loss(code: string, at: string, message: string, remedy: string): Finding {
  return { code, severity: "warning", at, message, remedy };
}
