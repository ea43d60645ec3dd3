import { CODE_LENGTHS, CODES, END_OF_STRING } from "./huffman-code";

/**
 * The code as a machine that takes four bits at a step. A state is what was read of a code so far: one of the 256 inner
 * nodes of the code's tree, the root being 0. No code is shorter than five bits, so a step completes at most one octet.
 *
 * Of each state and four bits: the state that follows, 0x100 where an octet is complete, 0x200 where the bits are not
 * allowed, and the octet from bit 16 on. Sixteen KiB in all, which the processor's first cache holds.
 */
const STEPS = new Int32Array(256 * 16);
const NEXT_STATE = 0xff;
const COMPLETE = 0x100;
const REFUSED = 0x200;

/** States in which a string may end: all bits since the last octet are ones, and there are fewer than eight. */
const MAY_END = new Uint8Array(256);

buildMachine();

/**
 * Decodes octets from `start` to `end` into `into`, which has room for {@link decodedBound} of them.
 *
 * @returns how many there are; -1 where the end-of-string symbol is in them, or the padding is not its first bits, at most
 *   seven (RFC 7541, section 5.2)
 */
export function decodeHuffman(block: Uint8Array, start: number, end: number, into: Uint8Array): number {
  let state = 0;
  let length = 0;
  for (let at = start; at < end; at += 1) {
    const octet = block[at] ?? 0;
    const high = STEPS[(state << 4) | (octet >> 4)] ?? 0;
    if (high & COMPLETE) {
      into[length] = high >> 16;
      length += 1;
    }
    const low = STEPS[((high & NEXT_STATE) << 4) | (octet & 15)] ?? 0;
    if (low & COMPLETE) {
      into[length] = low >> 16;
      length += 1;
    }
    if ((high | low) & REFUSED) return -1;
    state = low & NEXT_STATE;
  }
  return MAY_END[state] === 1 ? length : -1;
}

/** How many octets can come of so many encoded ones: none has a code shorter than five bits. */
export function decodedBound(encoded: number): number {
  return Math.ceil((encoded * 8) / 5);
}

function buildMachine(): void {
  const children = codeTree();
  for (let state = 0; state < 256; state += 1) {
    for (let bits = 0; bits < 16; bits += 1) STEPS[(state << 4) | bits] = step(children, state, bits);
  }
  // Along the ones from the root; the end-of-string symbol is at their end.
  for (let state = 0, depth = 0; depth < 8; depth += 1) {
    MAY_END[state] = 1;
    state = children[2 * state + 1] ?? 0;
  }
}

function step(children: Int32Array, from: number, bits: number): number {
  let state = from;
  let octet = 0;
  let flags = 0;
  for (let mask = 8; mask > 0; mask >>= 1) {
    const child = children[2 * state + (bits & mask ? 1 : 0)] ?? 0;
    if (child >= 0) {
      state = child;
      continue;
    }
    const symbol = ~child;
    if (symbol === END_OF_STRING) return REFUSED;
    octet = symbol;
    flags = COMPLETE;
    state = 0;
  }
  return (octet << 16) | flags | state;
}

/** Two places for each inner node, one for each bit: the inner node that follows, or the complement of a symbol. */
function codeTree(): Int32Array {
  const children = new Int32Array(2 * 256);
  let nodes = 1;
  for (let symbol = 0; symbol <= END_OF_STRING; symbol += 1) {
    const length = CODE_LENGTHS[symbol] ?? 0;
    const code = CODES[symbol] ?? 0;
    let node = 0;
    for (let bit = length - 1; bit > 0; bit -= 1) {
      const place = 2 * node + ((code >>> bit) & 1);
      if (children[place] === 0) {
        children[place] = nodes;
        nodes += 1;
      }
      node = children[place] ?? 0;
    }
    children[2 * node + (code & 1)] = ~symbol;
  }
  return children;
}
