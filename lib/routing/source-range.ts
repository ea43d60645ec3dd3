import ipaddr from "ipaddr.js";

/** An address range: the bits that an address has in common with its base. */
export type SourceRange = readonly [base: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

const MAPPED_BITS = 96;

/**
 * Reads CIDR notation. A range of IPv4 addresses mapped into IPv6 (`::ffff:10.0.0.0/104`) is one of IPv4 addresses, as
 * the addresses themselves are.
 *
 * @throws Error on a range that validation would have refused
 */
export function parseSourceRange(range: string): SourceRange {
  const [base, bits] = ipaddr.parseCIDR(range);
  const mapped = base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= MAPPED_BITS;
  return mapped ? [base.toIPv4Address(), bits - MAPPED_BITS] : [base, bits];
}

/** Whether an address lies in a range; one that is not valid lies in none. */
export function inSourceRange([base, bits]: SourceRange, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.kind() === base.kind() && parsed.match(base, bits);
}

/** Whether every address of `narrow` lies in `wide`. */
export function coversSourceRange(wide: SourceRange, narrow: SourceRange): boolean {
  const [wideBase, wideBits] = wide;
  const [narrowBase, narrowBits] = narrow;
  return wideBase.kind() === narrowBase.kind() && wideBits <= narrowBits && narrowBase.match(wideBase, wideBits);
}
