import { CODE_LENGTHS, CODES } from "./huffman-code";

/** How many octets a string takes when it is encoded. */
export function huffmanLength(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at += 1) bits += CODE_LENGTHS[text.charCodeAt(at) & 0xff] ?? 0;
  return (bits + 7) >>> 3;
}

/**
 * Encodes a string from `start` on; there is room for {@link huffmanLength} octets.
 *
 * @returns where it ends
 */
export function encodeHuffman(text: string, into: Uint8Array, start: number): number {
  let at = start;
  // Fewer than eight bits wait when a code of at most thirty comes: that is more than the 32 of a number's bits, so long
  // codes come in two parts.
  let waiting = 0;
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const octet = text.charCodeAt(index) & 0xff;
    const code = CODES[octet] ?? 0;
    let length = CODE_LENGTHS[octet] ?? 0;
    if (length > 16) {
      length -= 16;
      waiting = (waiting << length) | (code >>> 16);
      count += length;
      while (count >= 8) {
        count -= 8;
        into[at] = waiting >>> count;
        at += 1;
      }
      waiting = (waiting << 16) | (code & 0xffff);
      count += 16;
    } else {
      waiting = (waiting << length) | code;
      count += length;
    }
    while (count >= 8) {
      count -= 8;
      into[at] = waiting >>> count;
      at += 1;
    }
  }
  if (count === 0) return at;
  // The first bits of the end-of-string symbol, which are ones.
  into[at] = (waiting << (8 - count)) | (0xff >> count);
  return at + 1;
}
