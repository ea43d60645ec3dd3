import { isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import { crc32c } from "../../../lib/proxy/proxy-protocol/crc32c";

const SIGNATURE = "0d0a0d0a000d0a515549540a";

/** Where a connection goes to; of no interest to the proxy. */
const DESTINATION = { ipv4: "203.0.113.9", ipv6: "2001:db8::9" };

/** A header of version 1 for a client. */
export function textHeader(client: string, port = 56_324): Buffer {
  const isV6 = isIPv6(client);
  const destination = isV6 ? DESTINATION.ipv6 : DESTINATION.ipv4;
  return Buffer.from(`PROXY ${isV6 ? "TCP6" : "TCP4"} ${client} ${destination} ${port} 443\r\n`);
}

/** A value behind the addresses of a header of version 2. */
export function value(type: number, content: Buffer | string = ""): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([type, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** A header of version 2 with any content. */
export function binaryHeader(command: number, family: number, ...content: readonly Buffer[]): Buffer {
  const rest = Buffer.concat(content);
  const fixed = Buffer.from([0x20 | command, family, rest.length >> 8, rest.length & 0xff]);
  return Buffer.concat([Buffer.from(SIGNATURE, "hex"), fixed, rest]);
}

/** The address block of a client. */
export function addresses(client: string, port = 56_324): Buffer {
  const bytes = (address: string) => Buffer.from(ipaddr.parse(address).toByteArray());
  const ports = Buffer.from([port >> 8, port & 0xff, 1, 187]);
  const destination = isIPv6(client) ? DESTINATION.ipv6 : DESTINATION.ipv4;
  return Buffer.concat([bytes(client), bytes(destination), ports]);
}

/** A header of version 2 for a client, by TCP. */
export function clientHeader(client: string, ...values: readonly Buffer[]): Buffer {
  return binaryHeader(1, isIPv6(client) ? 0x21 : 0x11, addresses(client), ...values);
}

/** The same with a checksum behind the values. */
export function summedHeader(client: string, ...values: readonly Buffer[]): Buffer {
  const header = clientHeader(client, ...values, value(3, Buffer.alloc(4)));
  header.writeUInt32BE(crc32c(header), header.length - 4);
  return header;
}
