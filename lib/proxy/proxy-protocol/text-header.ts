import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import type { HeaderResult } from "./header";

/** What a header of version 1 begins with. */
export const START = Buffer.from("PROXY ");

/** Bytes of the longest line, its end included (section 2.1). */
const LONGEST = 107;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

const IS_ADDRESS: Readonly<Record<string, (text: string) => boolean>> = {
  TCP4: isIPv4,
  TCP6: (text) => isIPv6(text) && !text.includes("%"),
};

/**
 * Version 1 (section 2.1): `PROXY TCP4 SOURCE DESTINATION SOURCE-PORT DESTINATION-PORT`, and CRLF.
 *
 * @param bytes begin with {@link START}
 */
export function readTextHeader(bytes: Buffer): HeaderResult {
  const end = bytes.subarray(0, LONGEST).indexOf(LINE_FEED);
  if (end < 0) return bytes.length < LONGEST ? undefined : { fault: `its line is longer than ${LONGEST} bytes` };
  const line = bytes.toString("latin1", 0, end - 1);
  if (bytes[end - 1] !== CARRIAGE_RETURN || line.includes("\r")) return { fault: "its line does not end with CRLF" };
  const length = end + 1;
  const [, protocol = "", source = "", destination = "", ...ports] = line.split(" ");
  // What follows this word may be anything.
  if (protocol === "UNKNOWN") return { client: undefined, length };
  const isAddress = Object.hasOwn(IS_ADDRESS, protocol) ? IS_ADDRESS[protocol] : undefined;
  if (isAddress === undefined) return { fault: "its protocol is none of TCP4, TCP6 and UNKNOWN" };
  if (!isAddress(source) || !isAddress(destination)) return { fault: `its addresses are not those of ${protocol}` };
  if (ports.length !== 2 || !ports.every(isPort)) return { fault: "its ports are none" };
  return { client: ipaddr.process(source).toString(), length };
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9][0-9]{0,4})$/.test(text) && Number(text) <= 65_535;
}
