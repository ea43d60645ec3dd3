import { EncoderTable } from "./encoder-table";
import { fieldIndexing } from "./field-indexing";
import { encodeHuffman, huffmanLength } from "./huffman-encoder";
import { STATIC_LAST, STATIC_VALUES } from "./static-table";

/** What the first octet of a field tells (RFC 7541, section 6). */
const INDEXED = 0x80;
const WITH_INDEXING = 0x40;
const SIZE_UPDATE = 0x20;
const NEVER_INDEXED = 0x10;
const WITHOUT_INDEXING = 0;
const HUFFMAN = 0x80;

/** The table's size before anything was said of it, and the most that we take of what a peer offers. */
const TABLE_SIZE = 4096;

const FIRST_ROOM = 512;
/** A larger buffer is given back with the next block. */
const KEPT_ROOM = 16_384;
/** Of a field or a size update, beside its octets: integers of up to five octets each. */
const INTEGERS = 16;

/** So many octets are copied sooner one by one than by a call out of JavaScript. */
const SHORT = 20;

const NO_BYTES = Buffer.alloc(0);

/**
 * Encodes the field blocks of one connection (RFC 7541). They have to be sent in the order in which they were made, and
 * all of them.
 */
export class HpackEncoder {
  private bytes = NO_BYTES;
  private at = 0;
  private readonly table = new EncoderTable(TABLE_SIZE);
  private tableSize = TABLE_SIZE;
  /** What the table is to be, and the least that it was to be, since the last block. */
  private nextSize = TABLE_SIZE;
  private leastSize = TABLE_SIZE;

  /** The block so far, up to {@link length}. Another buffer may stand here after {@link begin} and {@link field}. */
  get buffer(): Buffer {
    return this.bytes;
  }

  get length(): number {
    return this.at;
  }

  /**
   * Takes the peer's SETTINGS_HEADER_TABLE_SIZE; of more than 4096 no use is made. The next block begins by telling of a
   * change (RFC 7541, section 4.2).
   */
  limitTable(size: number): void {
    this.nextSize = Math.min(size, TABLE_SIZE);
    this.leastSize = Math.min(this.leastSize, this.nextSize);
  }

  /** Begins a block, in place of the one before. */
  begin(): void {
    this.at = 0;
    if (this.bytes.length === 0 || this.bytes.length > KEPT_ROOM) this.bytes = Buffer.allocUnsafe(FIRST_ROOM);
    if (this.leastSize < this.tableSize) this.changeSize(this.leastSize);
    if (this.nextSize !== this.tableSize) this.changeSize(this.nextSize);
    this.leastSize = this.nextSize;
  }

  /**
   * Adds a field to the block.
   *
   * @param name in lower case; both in Latin-1
   * @param sensitive whether it is sent as a literal that no table holds (RFC 7541, section 7.1.3): as it came, or for
   *   what it is. Credentials are in any case
   */
  field(name: string, value: string, sensitive = false): void {
    this.makeRoom(name.length + value.length + INTEGERS);
    const indexing = fieldIndexing(name);
    if (sensitive || indexing.neverIndexed) {
      this.literal(NEVER_INDEXED, 0x0f, indexing.staticIndex, name, value);
      return;
    }
    // Several entries of the static table have the same name, one after the other.
    for (let index = indexing.staticIndex; index <= indexing.staticLast; index += 1) {
      if (STATIC_VALUES[index] !== value) continue;
      this.bytes[this.at] = INDEXED | index;
      this.at += 1;
      return;
    }
    if (!indexing.indexed) {
      this.literal(WITHOUT_INDEXING, 0x0f, indexing.staticIndex, name, value);
      return;
    }
    const { table } = this;
    const listed = indexing.name !== "";
    const newest = table.find(listed ? indexing.name : name);
    const found = table.findValue(newest, value);
    if (found >= 0) {
      this.integer(INDEXED, 0x7f, STATIC_LAST + 1 + table.index(found));
      return;
    }
    const ofName = newest < 0 ? 0 : STATIC_LAST + 1 + table.index(newest);
    const index = indexing.staticIndex === 0 ? ofName : indexing.staticIndex;
    if (found === -2 || !table.fits(name, value)) {
      this.literal(WITHOUT_INDEXING, 0x0f, index, name, value);
      return;
    }
    this.literal(WITH_INDEXING, 0x3f, index, name, value);
    table.add(listed ? indexing.name : ownString(name), ownString(value));
  }

  private changeSize(size: number): void {
    this.integer(SIZE_UPDATE, 0x1f, size);
    this.table.resize(size);
    this.tableSize = size;
  }

  private literal(kind: number, mask: number, index: number, name: string, value: string): void {
    this.integer(kind, mask, index);
    if (index === 0) this.string(name, kind === WITH_INDEXING);
    this.string(value, kind === WITH_INDEXING);
  }

  /**
   * Huffman code is for what the table takes: that is paid once for a connection, at its start, when the fewest octets may
   * be under way. What is sent as a literal with each message is left as it is: on Node 20, encoding the 29 characters of
   * a date takes 160 ns where copying takes 60, and saves 7 octets.
   */
  private string(text: string, huffman: boolean): void {
    if (huffman) {
      const length = huffmanLength(text);
      if (length < text.length) {
        this.integer(HUFFMAN, 0x7f, length);
        this.at = encodeHuffman(text, this.bytes, this.at);
        return;
      }
    }
    const { length } = text;
    this.integer(0, 0x7f, length);
    if (length > SHORT) {
      this.bytes.write(text, this.at, "latin1");
    } else {
      const { at, bytes } = this;
      for (let index = 0; index < length; index += 1) bytes[at + index] = text.charCodeAt(index);
    }
    this.at += length;
  }

  /** Writes an integer whose first bits are those of `mask`, with other bits before them (RFC 7541, section 5.1). */
  private integer(before: number, mask: number, value: number): void {
    const { bytes } = this;
    let { at } = this;
    if (value < mask) {
      bytes[at] = before | value;
    } else {
      bytes[at] = before | mask;
      at += 1;
      let rest = value - mask;
      while (rest >= 0x80) {
        bytes[at] = (rest & 0x7f) | 0x80;
        at += 1;
        rest >>>= 7;
      }
      bytes[at] = rest;
    }
    this.at = at + 1;
  }

  private makeRoom(octets: number): void {
    if (this.bytes.length - this.at >= octets) return;
    const larger = Buffer.allocUnsafe(2 * (this.at + octets));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}

/** A string that is not a range of a longer one, which the table would keep alive with it. */
function ownString(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
