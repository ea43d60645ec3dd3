import { randomBytes } from "node:crypto";

const LENGTH = 48;

/**
 * New keys for TLS session tickets. They live as long as the process, or as the one that has started it: a client's
 * session is taken up by every worker, and by none after a restart.
 */
export function newTicketKeys(): Buffer {
  return randomBytes(LENGTH);
}
