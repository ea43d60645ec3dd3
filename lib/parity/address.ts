import * as ipaddr from "ipaddr.js";

/** Whether an address lies in a range in CIDR notation. An IPv4 address that is mapped into IPv6 counts as IPv4. */
export function isInRange(address: string, range: string): boolean {
  if (!ipaddr.isValid(address) || !ipaddr.isValidCIDR(range)) return false;
  const client = ipaddr.process(address);
  const [network, bits] = ipaddr.parseCIDR(range);
  return client.kind() === network.kind() && client.match([network, bits]);
}
