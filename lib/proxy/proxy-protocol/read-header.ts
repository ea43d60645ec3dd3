import { readBinaryHeader, SIGNATURE } from "./binary-header";
import type { HeaderResult } from "./header";
import { readTextHeader, START } from "./text-header";

/**
 * Reads the header with which a connection begins, of version 1 or 2 of the PROXY protocol
 * (https://www.haproxy.org/download/1.8/doc/proxy-protocol.txt). Whatever else it begins with is a fault as soon as that
 * can be told.
 *
 * @param bytes all that has come of the connection
 */
export function readHeader(bytes: Buffer): HeaderResult {
  if (bytes.length === 0) return undefined;
  const isText = bytes[0] === START[0];
  const signature = isText ? START : SIGNATURE;
  const seen = Math.min(bytes.length, signature.length);
  if (bytes.compare(signature, 0, seen, 0, seen) !== 0) return { fault: "there is none" };
  if (seen < signature.length) return undefined;
  return isText ? readTextHeader(bytes) : readBinaryHeader(bytes);
}
