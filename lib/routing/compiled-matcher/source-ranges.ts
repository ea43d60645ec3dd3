import ipaddr from "ipaddr.js";
import { inSourceRange, parseSourceRange, type SourceRange } from "../source-range";

interface Ipv4Range {
  readonly base: number;
  readonly mask: number;
}

const MAPPED = "::ffff:";
const NOT_PLAIN = -1;

/** A set of address ranges. IPv4 addresses, also those mapped into IPv6, are compared as numbers, without allocation. */
export class SourceRanges {
  readonly #all: readonly SourceRange[];
  readonly #ipv4: readonly Ipv4Range[];

  constructor(ranges: readonly string[]) {
    this.#all = ranges.map(parseSourceRange);
    this.#ipv4 = this.#all.flatMap(([base, bits]) => (base instanceof ipaddr.IPv4 ? [ipv4Range(base, bits)] : []));
  }

  includes(address: string): boolean {
    const number = parsePlainIpv4(address, address.startsWith(MAPPED) ? MAPPED.length : 0);
    if (number === NOT_PLAIN) return this.#all.some((range) => inSourceRange(range, address));
    for (const { base, mask } of this.#ipv4) {
      if ((number & mask) >>> 0 === base) return true;
    }
    return false;
  }
}

function ipv4Range(address: ipaddr.IPv4, bits: number): Ipv4Range {
  const mask = bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
  const number = parsePlainIpv4(address.toString(), 0);
  return { base: (number & mask) >>> 0, mask };
}

/** Four decimal numbers without leading zeros, as one number of 32 bits; `NOT_PLAIN` for everything else. */
function parsePlainIpv4(text: string, start: number): number {
  let address = 0;
  let part = -1;
  let dots = 0;
  for (let index = start; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit >= 0 && digit <= 9) {
      if (part === 0) return NOT_PLAIN;
      part = (part < 0 ? 0 : part * 10) + digit;
      if (part > 255) return NOT_PLAIN;
    } else if (digit === -2 && part >= 0 && dots < 3) {
      address = address * 256 + part;
      part = -1;
      dots++;
    } else {
      return NOT_PLAIN;
    }
  }
  return dots === 3 && part >= 0 ? address * 256 + part : NOT_PLAIN;
}
