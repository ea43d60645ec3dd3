import { HpackDecoder } from "../../../../../lib/proxy/http/h2/hpack";
import { decoded, decodedHex, fromHex } from "./support/fields";

const NO_SUCH_INDEX = "a field has an index that no table has";
const ENDS_IN_FIELD = "a field block ends within a field";
const TOO_LARGE = "an integer is too large";
const STRING_TOO_LONG = "a string is longer than its field block";
const BAD_CODE = "a string is not in the Huffman code, or badly padded";

describe("field blocks that are malformed", () => {
  it.each([
    ["index 0", "80", "a field has the index 0"],
    ["an index beyond both tables", "be", NO_SUCH_INDEX],
    ["an index beyond the table's only entry", "4001610162 bf", NO_SUCH_INDEX],
    ["a name's index beyond both tables", "7e0161", NO_SUCH_INDEX],
    ["a name's index beyond both tables, without indexing", "0f2f0161", NO_SUCH_INDEX],
    ["a name's index beyond both tables, never indexed", "1f2f0161", NO_SUCH_INDEX],
    ["an index that ends early", "ff", ENDS_IN_FIELD],
    ["an index that ends early in its second octet", "ff80", ENDS_IN_FIELD],
    ["a name that ends before its length", "40", ENDS_IN_FIELD],
    ["a name that ends within its length", "407f", ENDS_IN_FIELD],
    ["a field without a value", "400161", ENDS_IN_FIELD],
    ["an index without a value", "04", ENDS_IN_FIELD],
    ["a size that ends early", "3f", ENDS_IN_FIELD],
    ["an index of five octets after the first", "ff8080808000", TOO_LARGE],
    ["an index of 64 bits", "ffffffffffffffffff01", TOO_LARGE],
    ["a length of five octets after the first", "407f808080800061", TOO_LARGE],
    ["a size of five octets after the first", "3f8080808000", TOO_LARGE],
    ["a name longer than the block", "40056162", STRING_TOO_LONG],
    ["a value longer than the block", "4001610562", STRING_TOO_LONG],
    ["a value longer than the block by the most that an integer holds", "400161 7fffffff7f 62", STRING_TOO_LONG],
    ["Huffman code longer than the block", "4001618562", STRING_TOO_LONG],
    ["a size above what was advertised", "3fe21f", "the table is made larger than allowed"],
    ["a size after a field", "8220", "the size of the table changes within a field block"],
    ["a size after a size and a field", "203fe11f8220", "the size of the table changes within a field block"],
    ["padding of eight bits", "400161 82 1fff", BAD_CODE],
    ["padding of eight bits and no octet", "400161 81 ff", BAD_CODE],
    ["padding of zeros", "400161 81 18", BAD_CODE],
    ["padding that ends with a zero", "400161 81 1e", BAD_CODE],
    ["an octet's code that ends early", "400161 82 fffe", BAD_CODE],
    ["the end-of-string symbol", "400161 84 ffffffff", BAD_CODE],
    ["the end-of-string symbol within a string", "400161 86 1fffffffffe0", BAD_CODE],
  ])("%s", (_what, hex, fault) => {
    expect(decodedHex(hex)).toBe(fault);
  });
});

describe("field blocks that are unusual, but well formed", () => {
  it.each([
    ["no octets at all", "", []],
    ["empty names and values", "400000", [": "]],
    ["empty strings in Huffman code", "408080", [": "]],
    ["padding of no bits", "400161 85 18c6318c63", ["a: aaaaaaaa"]],
    ["padding of seven bits", "400161 83 18eeff", ["a: aaB"]],
    ["an integer with zeros at its end", "0f 80 80 80 00 01 61", ["accept-charset: a"]],
    ["two sizes at the start", "20 3fe11f 82", [":method: GET"]],
    ["a field of the static table without a value", "81", [":authority: "]],
    ["a name of the static table", "0f 00 01 61", ["accept-charset: a"]],
    ["every octet as it is", "000161 02 00ff", ["a: \u0000\u00ff"]],
    ["a field that is never indexed, by the name's index", "1f08 0161", ["authorization: a (never indexed)"]],
  ])("%s", (_what, hex, lines) => {
    expect(decodedHex(hex)).toEqual(lines);
  });

  it("a block among other octets", () => {
    const around = fromHex("ff 82 84 ff");
    const names: string[] = [];
    expect(new HpackDecoder(4096).decode(around, 1, 3, (name) => names.push(name))).toBeUndefined();
    expect(names).toEqual([":method", ":path"]);
  });

  it.each([8, 1000, 100_000])("a string of %d octets in Huffman code", (length) => {
    // Eight times the five bits of an `a`.
    const code = Buffer.alloc((length * 5) / 8, "18c6318c63", "hex");
    const rest = code.length - 0x7f;
    const prefix =
      rest < 0 ? [0x80 | code.length] : [0xff, 0x80 | (rest & 0x7f), 0x80 | ((rest >> 7) & 0x7f), rest >> 14];
    const block = Buffer.concat([fromHex("000161"), Buffer.from(prefix), code]);
    expect(decoded(new HpackDecoder(4096), block)).toEqual([`a: ${"a".repeat(length)}`]);
  });

  it("a string that would go on behind the block", () => {
    const block = fromHex("4001610362 6263");
    expect(new HpackDecoder(4096).decode(block, 0, 5, () => undefined)).toBe(STRING_TOO_LONG);
  });
});

describe("the decoder's table", () => {
  /** Adds an entry that counts 32 + 1 + 1. */
  const add = (value: string) => `400161 01${Buffer.from(value).toString("hex")}`;

  it("has the newest field first", () => {
    expect(decodedHex(`${add("1")} ${add("2")} be bf`)).toEqual(["a: 1", "a: 2", "a: 2", "a: 1"]);
  });

  it("drops the oldest field for a new one", () => {
    const three = `${add("1")} ${add("2")} ${add("3")}`;
    expect(decodedHex(`${three} c0`, 3 * 34)).toHaveLength(4);
    expect(decodedHex(`${three} c0`, 3 * 34 - 1)).toBe(NO_SUCH_INDEX);
    expect(decodedHex(`${three} bf`, 3 * 34 - 1)).toHaveLength(4);
  });

  it("is emptied by a field that is larger than it", () => {
    const decoder = new HpackDecoder(64);
    expect(decoded(decoder, fromHex(`${add("1")} 400161 20 ${"62".repeat(32)}`))).toHaveLength(2);
    expect(decoded(decoder, fromHex("be"))).toBe(NO_SUCH_INDEX);
  });

  it("drops fields when it is made smaller, though no other comes", () => {
    const decoder = new HpackDecoder(4096);
    decoded(decoder, fromHex(`${add("1")} ${add("2")}`));
    expect(decoded(decoder, fromHex("3f03 be"))).toEqual(["a: 2"]);
    expect(decoded(decoder, fromHex("3fe11f bf"))).toBe(NO_SUCH_INDEX);
  });

  it("takes a name from an entry that the new field drops", () => {
    const decoder = new HpackDecoder(34);
    expect(decoded(decoder, fromHex(`${add("1")} 7e 0132 be`))).toEqual(["a: 1", "a: 2", "a: 2"]);
  });

  it("is emptied by the size 0, and is used again when it is made larger", () => {
    const decoder = new HpackDecoder(4096);
    decoded(decoder, fromHex(add("1")));
    expect(decoded(decoder, fromHex("20"))).toEqual([]);
    expect(decoded(decoder, fromHex(`${add("2")}`))).toEqual(["a: 2"]);
    expect(decoded(decoder, fromHex("be"))).toBe(NO_SUCH_INDEX);
    expect(decoded(decoder, fromHex(`3fe11f ${add("3")} be`))).toEqual(["a: 3", "a: 3"]);
  });

  it("is no larger than 4096 before a peer makes it so, whatever was advertised", () => {
    const fill = add("1").repeat(4096 / 34 + 1);
    const oldest = "ff 37";
    const decoder = new HpackDecoder(65_536);
    expect(decoded(decoder, fromHex(`${fill} ${oldest}`))).toBe(NO_SUCH_INDEX);
    expect(decoded(new HpackDecoder(65_536), fromHex(`3fe1ff03 ${fill} ${oldest}`))).toHaveLength(122);
  });

  it("does not take what is never indexed, or sent without indexing", () => {
    expect(decodedHex("000161 0162 be")).toBe(NO_SUCH_INDEX);
    expect(decodedHex("100161 0162 be")).toBe(NO_SUCH_INDEX);
  });
});

it("a field that is named many times costs no memory each time", () => {
  const decoder = new HpackDecoder(4096);
  const large = Buffer.concat([fromHex("400161 7f a11e"), Buffer.alloc(4000, "b")]);
  const block = Buffer.concat([large, Buffer.alloc(60_000, 0xbe)]);
  const values: string[] = [];
  const before = process.memoryUsage().heapUsed;
  expect(decoder.decode(block, 0, block.length, (_name, value) => values.push(value))).toBeUndefined();
  const grown = process.memoryUsage().heapUsed - before;
  expect(values).toHaveLength(60_001);
  expect(values.at(-1)).toBe("b".repeat(4000));
  expect(grown).toBeLessThan(20 * 1024 * 1024);
});
