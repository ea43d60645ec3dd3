const SLASH = 0x2f;
const HASH_START = 0x811c9dc5;

/** Numbers for the segments of a router's paths, from 1 on. Looking one up makes no string. */
export class SegmentTable {
  readonly #texts: readonly string[];
  readonly #lengths: Int32Array;
  readonly #hashes: Int32Array;
  /** Numbers by hash, at most half full, so that a search ends soon, and always. */
  readonly #slots: Int32Array;
  readonly #longest: number;

  /** @param texts all different, none with a slash; the number of the first is 1 */
  constructor(texts: readonly string[]) {
    this.#texts = ["", ...texts];
    this.#lengths = Int32Array.from(this.#texts, (text) => text.length);
    this.#hashes = Int32Array.from(this.#texts, hashOf);
    this.#longest = this.#lengths.reduce((longest, length) => Math.max(longest, length), 0);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, texts.length * 2))));
    const mask = this.#slots.length - 1;
    for (let number = 1; number <= texts.length; number++) {
      let slot = (this.#hashes[number] ?? 0) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }

  /** The number of the segment of a path that starts at `start`; 0 where it has none. */
  numberAt(path: string, start: number): number {
    let hash = HASH_START;
    let end = start;
    for (; end < path.length; end++) {
      const code = path.charCodeAt(end);
      if (code === SLASH) break;
      hash = addToHash(hash, code);
    }
    const length = end - start;
    return length > this.#longest ? 0 : this.#find(spread(hash), path, start, length);
  }

  lengthOf(number: number): number {
    return this.#lengths[number] ?? 0;
  }

  #find(hash: number, path: string, start: number, length: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] ?? 0;
      if (number === 0) return 0;
      const same = this.#hashes[number] === hash && this.#lengths[number] === length;
      if (same && path.startsWith(this.#texts[number] ?? "", start)) return number;
    }
  }
}

function hashOf(text: string): number {
  let hash = HASH_START;
  for (let index = 0; index < text.length; index++) hash = addToHash(hash, text.charCodeAt(index));
  return spread(hash);
}

/** FNV-1a, over UTF-16 units. */
function addToHash(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

/** Folds the high bits into the low ones, which pick a slot. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
