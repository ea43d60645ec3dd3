import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";

/** Groups of 16 bits: half of an IPv6 address. */
const NETWORK_GROUPS = 4;
/** How the system writes an address of IPv4 that came to a socket of both versions. */
const MAPPED = "::ffff:";

/**
 * What a connection is counted as. An address of IPv4 stands for itself. One of IPv6 stands for its network of 64 bits,
 * whose other half its owner chooses freely (RFC 4291 section 2.5.1), so that a single machine may have as many addresses
 * as it likes. All machines on a link share the network of their link-local addresses: those stand for themselves.
 */
export function countedSource(address: string): string {
  if (!address.includes(":")) return address;
  if (address.startsWith(MAPPED) && isIPv4(address.slice(MAPPED.length))) return address.slice(MAPPED.length);
  if (!ipaddr.IPv6.isValid(address)) return address;
  const parsed = ipaddr.IPv6.parse(address);
  // As others may write it.
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  return parsed.range() === "linkLocal" ? address : parsed.parts.slice(0, NETWORK_GROUPS).join(":");
}
