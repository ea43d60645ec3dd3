import { METHODS } from "node:http";
import { excerpt } from "./excerpt";
import type { Refusal } from "./refusal";

const KNOWN: ReadonlySet<string> = new Set(METHODS);
/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Methods that no route gets: CONNECT and TRACE, which are not passed on (RFC 9110 sections 9.3.6 and 9.3.8; 501), those
 * that are not registered (501), and what is no method at all (400). Methods are compared with regard to case.
 *
 * @returns `undefined` for a method that routes are looked up for
 */
export function refuseMethod(method: string): Refusal | undefined {
  if (method === "TRACE" || method === "CONNECT") return { status: 501, reason: `${method} is not passed on` };
  if (KNOWN.has(method)) return undefined;
  return TOKEN.test(method)
    ? { status: 501, reason: `the method ${excerpt(method)} is not known` }
    : { status: 400, reason: `${excerpt(method)} is no method` };
}
