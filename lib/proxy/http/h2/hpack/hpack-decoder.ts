import { DecoderTable } from "./decoder-table";
import { decodedBound, decodeHuffman } from "./huffman-decoder";
import { STATIC_LAST, STATIC_NAMES, STATIC_VALUES } from "./static-table";

/**
 * Receives a decoded field. Strings are Latin-1, a byte a character; which bytes are allowed in a field is not looked at.
 *
 * @param neverIndexed the peer wants the field sent on as a literal that no table holds (RFC 7541, section 7.1.3)
 */
export type FieldTaker = (name: string, value: string, neverIndexed: boolean) => void;

/** What the first octet of a field tells (RFC 7541, section 6). */
const INDEXED = 0x80;
const WITH_INDEXING = 0x40;
const SIZE_UPDATE = 0x20;
const NEVER_INDEXED = 0x10;

/** The table's size before a peer changes it (RFC 9113, section 6.5.2). */
const FIRST_TABLE_SIZE = 4096;

/** Of an integer beyond its first octet: four octets of seven bits, which is far more than any block has. */
const LAST_SHIFT = 21;

const ENDS_IN_FIELD = "a field block ends within a field";
const NO_SUCH_INDEX = "a field has an index that no table has";

/** What Huffman codes are decoded into, for all connections: it is read before anybody else comes. */
let scratch = Buffer.allocUnsafeSlow(4096);

/**
 * Decodes the field blocks of one connection, in the order in which they came (RFC 7541).
 *
 * What it makes of a block is bounded by the block: a string is made once, when its octets come, and is given out as it
 * is whenever a table's entry is named again.
 */
export class HpackDecoder {
  private readonly table: DecoderTable;
  /** Where it reads. */
  private at = 0;
  private end = 0;
  private fault = "";

  /** @param tableSize what is advertised in SETTINGS_HEADER_TABLE_SIZE. Less than 4096 holds from the first block on */
  constructor(private readonly tableSize: number) {
    this.table = new DecoderTable(Math.min(tableSize, FIRST_TABLE_SIZE));
  }

  /**
   * Decodes a block, from `start` to `end`. Every block has to come, even one whose fields nobody wants: later ones name
   * what it puts into the table.
   *
   * @param take must not throw, for the same reason
   * @returns why the block is malformed, which is a COMPRESSION_ERROR (RFC 9113, section 4.3): no block can be decoded
   *   after it. `undefined` where it is well formed
   */
  decode(block: Buffer, start: number, end: number, take: FieldTaker): string | undefined {
    const { table } = this;
    this.at = start;
    this.end = end;
    let fields = 0;
    while (this.at < end) {
      const first = block[this.at] ?? 0;
      if (first >= INDEXED) {
        const index = this.integer(block, 0x7f);
        if (index < 0) return this.fault;
        if (index === 0) return "a field has the index 0";
        if (index <= STATIC_LAST) {
          take(STATIC_NAMES[index] ?? "", STATIC_VALUES[index] ?? "", false);
        } else {
          const entry = index - STATIC_LAST - 1;
          if (entry >= table.length) return NO_SUCH_INDEX;
          take(table.name(entry), table.value(entry), false);
        }
        fields += 1;
        continue;
      }
      if (first >= SIZE_UPDATE && first < WITH_INDEXING) {
        if (fields > 0) return "the size of the table changes within a field block";
        const size = this.integer(block, 0x1f);
        if (size < 0) return this.fault;
        if (size > this.tableSize) return "the table is made larger than allowed";
        table.resize(size);
        continue;
      }
      const indexing = first >= WITH_INDEXING;
      const name = this.name(block, indexing ? 0x3f : 0x0f);
      if (name === undefined) return this.fault;
      const value = this.string(block);
      if (value === undefined) return this.fault;
      if (indexing) table.add(name, value);
      take(name, value, !indexing && first >= NEVER_INDEXED);
      fields += 1;
    }
    return undefined;
  }

  private name(block: Buffer, mask: number): string | undefined {
    const index = this.integer(block, mask);
    if (index < 0) return undefined;
    if (index === 0) return this.string(block);
    if (index <= STATIC_LAST) return STATIC_NAMES[index];
    const entry = index - STATIC_LAST - 1;
    if (entry < this.table.length) return this.table.name(entry);
    this.fault = NO_SUCH_INDEX;
    return undefined;
  }

  private string(block: Buffer): string | undefined {
    const huffman = (block[this.at] ?? 0) >= 0x80;
    const length = this.integer(block, 0x7f);
    if (length < 0) return undefined;
    const start = this.at;
    if (length > this.end - start) {
      this.fault = "a string is longer than its field block";
      return undefined;
    }
    this.at = start + length;
    if (!huffman) return block.toString("latin1", start, start + length);
    const bound = decodedBound(length);
    if (scratch.length < bound) scratch = Buffer.allocUnsafeSlow(2 * bound);
    const decoded = decodeHuffman(block, start, start + length, scratch);
    if (decoded >= 0) return scratch.toString("latin1", 0, decoded);
    this.fault = "a string is not in the Huffman code, or badly padded";
    return undefined;
  }

  /**
   * Reads an integer whose first bits are those of `mask` (RFC 7541, section 5.1).
   *
   * @returns -1 where the block ends within it, or it is too large
   */
  private integer(block: Buffer, mask: number): number {
    const { end } = this;
    let { at } = this;
    if (at >= end) {
      this.fault = ENDS_IN_FIELD;
      return -1;
    }
    let value = (block[at] ?? 0) & mask;
    at += 1;
    if (value === mask) {
      let shift = 0;
      let octet = 0x80;
      while (octet >= 0x80) {
        if (at >= end) {
          this.fault = ENDS_IN_FIELD;
          return -1;
        }
        if (shift > LAST_SHIFT) {
          this.fault = "an integer is too large";
          return -1;
        }
        octet = block[at] ?? 0;
        at += 1;
        value += (octet & 0x7f) << shift;
        shift += 7;
      }
    }
    this.at = at;
    return value;
  }
}
