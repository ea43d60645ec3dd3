import { METHODS } from "node:http";
import type { Refusal } from "./refusal";

const KNOWN: ReadonlySet<string> = new Set(METHODS);

/**
 * Methods that no route gets: CONNECT and TRACE are not passed on (RFC 9110 sections 9.3.6 and 9.3.8; 501), and one that
 * Node's parser does not know never gets past it (400). Methods are compared with regard to case.
 *
 * @returns `undefined` for a method that routes are looked up for
 */
export function refuseMethod(method: string): Refusal | undefined {
  if (method === "TRACE" || method === "CONNECT") return { status: 501, reason: `${method} is not passed on` };
  return KNOWN.has(method) ? undefined : { status: 400, reason: `the method ${JSON.stringify(method)} is not known` };
}
