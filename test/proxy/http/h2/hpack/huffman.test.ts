import fc from "fast-check";
import { CODE_LENGTHS, CODES, END_OF_STRING } from "../../../../../lib/proxy/http/h2/hpack/huffman-code";
import { decodedBound, decodeHuffman } from "../../../../../lib/proxy/http/h2/hpack/huffman-decoder";
import { encodeHuffman, huffmanLength } from "../../../../../lib/proxy/http/h2/hpack/huffman-encoder";

/** The string of an encoding, or nothing where it is refused. */
function decode(code: Uint8Array): string | undefined {
  const into = Buffer.alloc(decodedBound(code.length));
  const length = decodeHuffman(code, 0, code.length, into);
  return length < 0 ? undefined : into.toString("latin1", 0, length);
}

function encode(text: string): Buffer {
  const into = Buffer.alloc(huffmanLength(text));
  expect(encodeHuffman(text, into, 0)).toBe(into.length);
  return into;
}

/** Bits as octets, the last filled with ones. */
function octets(bits: string): Buffer {
  return Buffer.from(
    (bits.padEnd(8 * Math.ceil(bits.length / 8), "1").match(/.{8}/g) ?? []).map((o) => parseInt(o, 2)),
  );
}

const codeBits = (symbol: number) => (CODES[symbol] ?? 0).toString(2).padStart(CODE_LENGTHS[symbol] ?? 0, "0");

describe("the Huffman code", () => {
  it.each([
    ["0", 0x0, 5],
    ["a", 0x3, 5],
    ["z", 0x7b, 7],
    ["&", 0xf8, 8],
    ["\u0000", 0x1ff8, 13],
    ["\\", 0x7fff0, 19],
    ["\u007f", 0xffffffc, 28],
    ["\n", 0x3ffffffc, 30],
    ["\u00ff", 0x3ffffee, 26],
  ])("of %j is as in RFC 7541, Appendix B", (text, code, length) => {
    expect([CODES[text.charCodeAt(0)], CODE_LENGTHS[text.charCodeAt(0)]]).toEqual([code, length]);
  });

  it("ends with the end-of-string symbol, all of ones, and leaves no code unused", () => {
    expect(codeBits(END_OF_STRING)).toBe("1".repeat(30));
    expect(CODE_LENGTHS.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
  });

  it("is written and read for any string", () => {
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    );
    fc.assert(
      fc.property(text, (text) => {
        const bits = Array.from(Buffer.from(text, "latin1"), codeBits).join("");
        expect(encode(text)).toEqual(octets(bits));
        expect(decode(encode(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("is read with each octet at each place within an octet of the code", () => {
    for (let octet = 0; octet < 256; octet += 1) {
      for (let before = 0; before < 8; before += 1) {
        const text = `${"a".repeat(before)}${String.fromCharCode(octet)}a`;
        expect(decode(encode(text))).toBe(text);
      }
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])("may be padded with %d ones, and with nothing else", (padding) => {
    const text = Array.from({ length: 8 }, (_, count) => "a".repeat(count)).find(
      (as) => (5 * as.length + padding) % 8 === 0,
    );
    const bits = "00011".repeat(text?.length ?? 0);
    expect(decode(octets(bits + "1".repeat(padding)))).toBe(text);
    expect(decode(octets(`${bits}${"1".repeat(padding)}11111111`))).toBeUndefined();
    for (let zero = 0; zero < padding; zero += 1) {
      const wrong = `${"1".repeat(zero)}0${"1".repeat(padding - zero - 1)}`;
      // Where these bits are a code by themselves, they are an octet and no padding.
      expect(decode(octets(bits + wrong)) ?? "refused").not.toBe(text);
    }
  });

  it("is refused with the end-of-string symbol at any place", () => {
    for (let before = 0; before < 8; before += 1) {
      for (const after of ["", "a", "aaaaa"]) {
        const bits = "00011".repeat(before) + "1".repeat(30) + "00011".repeat(after.length);
        expect(decode(octets(bits))).toBeUndefined();
      }
    }
  });
});
