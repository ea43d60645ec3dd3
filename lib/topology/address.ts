import ipaddr from "ipaddr.js";

/** Whether a text is an IP address in full: four decimal parts, or IPv6 without brackets and zone. */
export function isIpAddress(text: string): boolean {
  if (text.includes(":")) return !text.includes("%") && ipaddr.IPv6.isValid(text);
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** One way of writing an IP address; an IPv4 address inside IPv6 (`::ffff:10.0.0.1`) as IPv4. Other text as it is. */
export function canonicalAddress(text: string): string {
  return isIpAddress(text) ? ipaddr.process(text).toString() : text.toLowerCase();
}

/** Why a text is no address range, and what to write instead. */
export interface CidrFault {
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Why a text is not a range in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3). Bits set behind the prefix
 * are a fault: `10.1.2.3/8` may mean one address or a network, and a firewall that guesses is a hole.
 *
 * @returns `undefined` where it is one
 */
export function cidrFault(text: string): CidrFault | undefined {
  if (isIpAddress(text)) {
    return { reason: "has no prefix length", remedy: `write "${text}/${addressBits(text)}" for the one address` };
  }
  const [, address = "", digits = ""] = /^([^/]*)\/(0|[1-9][0-9]{0,2})$/.exec(text) ?? [];
  if (!isIpAddress(address)) {
    return { reason: "is not an address range", remedy: 'write one as in "10.0.0.0/8" or "2001:db8::/32"' };
  }
  const bits = addressBits(address);
  const prefix = Number(digits);
  if (prefix > bits) {
    return { reason: "has a prefix longer than its address", remedy: `write a prefix length from 0 to ${bits}` };
  }
  const bytes = ipaddr.parse(address).toByteArray();
  const network = bytes.map((byte, index) => byte & maskByte(prefix - 8 * index));
  if (network.every((byte, index) => byte === bytes[index])) return undefined;
  return {
    reason: "has bits set behind its prefix",
    remedy: `write "${ipaddr.fromByteArray(network)}/${digits}" for the network, or "${address}/${bits}" for the one address`,
  };
}

/** The first `bits` bits of a byte; none where it is 0 or less, all where it is 8 or more. */
function maskByte(bits: number): number {
  return 0xff & ~(0xff >> Math.min(8, Math.max(0, bits)));
}

function addressBits(address: string): 32 | 128 {
  return address.includes(":") ? 128 : 32;
}
