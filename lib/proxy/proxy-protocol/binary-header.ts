import ipaddr from "ipaddr.js";
import { crc32c } from "./crc32c";
import type { HeaderFault, HeaderResult } from "./header";

/** What a header of version 2 begins with. */
export const SIGNATURE = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);

/** Signature, version and command, family and protocol, length. */
const FIXED = 16;
/** Bytes of the longest header: room for the certificate of a client among its further values. */
const LONGEST = 8192;

const VERSION = 2;
const LOCAL = 0;
const PROXY = 1;
const UNSPECIFIED = 0;
const LAST_FAMILY = 3;
const LAST_TRANSPORT = 2;

/** Bytes of both addresses and their ports, and of one address; of a path of UNIX nothing is of use. */
const LAYOUTS: Readonly<Record<number, { readonly block: number; readonly address: number }>> = {
  1: { block: 12, address: 4 },
  2: { block: 36, address: 16 },
  3: { block: 216, address: 0 },
};

/** The type of a value that holds a checksum of the whole header (section 2.2.3). */
const CHECKSUM = 3;
const CHECKSUM_SIZE = 4;

/**
 * Version 2 (section 2.2): binary. Further values (TLV) are passed over, but for a checksum, which has to be right.
 *
 * @param bytes begin with {@link SIGNATURE}
 */
export function readBinaryHeader(bytes: Buffer): HeaderResult {
  if (bytes.length < FIXED) return undefined;
  const [version, command] = halves(bytes[12]);
  const [family, transport] = halves(bytes[13]);
  if (version !== VERSION) return { fault: "its version is not 2" };
  if (command !== LOCAL && command !== PROXY) return { fault: "its command is neither LOCAL nor PROXY" };
  const length = FIXED + bytes.readUInt16BE(14);
  if (length > LONGEST) return { fault: `it is longer than ${LONGEST} bytes` };
  if (command === PROXY && (family > LAST_FAMILY || transport > LAST_TRANSPORT)) {
    return { fault: "its family or protocol is not known" };
  }
  if (bytes.length < length) return undefined;
  const layout = transport === UNSPECIFIED ? undefined : LAYOUTS[family];
  // The block of one that speaks for itself, or for nobody known, is to be ignored.
  if (command === LOCAL || layout === undefined) return { client: undefined, length };
  if (length < FIXED + layout.block) return { fault: "it has no room for its addresses" };
  const fault = valueFault(bytes.subarray(0, length), FIXED + layout.block);
  return fault ?? { client: addressAt(bytes, layout.address), length };
}

function halves(byte = 0): readonly [upper: number, lower: number] {
  return [byte >> 4, byte & 0x0f];
}

function addressAt(bytes: Buffer, size: number): string | undefined {
  if (size === 0) return undefined;
  const address = ipaddr.fromByteArray([...bytes.subarray(FIXED, FIXED + size)]);
  // An IPv4 client of a proxy that takes both versions is named by its IPv4 address.
  return ipaddr.process(address.toString()).toString();
}

/** @param start where the values begin: type, length, content */
function valueFault(header: Buffer, start: number): HeaderFault | undefined {
  let checksumAt = 0;
  for (let at = start; at < header.length; ) {
    const content = at + 3;
    const end = content <= header.length ? content + header.readUInt16BE(at + 1) : content;
    if (end > header.length) return { fault: "its values do not end where it does" };
    if (header[at] === CHECKSUM) {
      if (checksumAt > 0 || end - content !== CHECKSUM_SIZE) return { fault: "its checksum is not one of 32 bits" };
      checksumAt = content;
    }
    at = end;
  }
  if (checksumAt === 0 || isRight(header, checksumAt)) return undefined;
  return { fault: "its checksum is wrong" };
}

/** The checksum is that of the header with zeros in its own place. */
function isRight(header: Buffer, at: number): boolean {
  const blank = Buffer.from(header).fill(0, at, at + CHECKSUM_SIZE);
  return crc32c(blank) === header.readUInt32BE(at);
}
