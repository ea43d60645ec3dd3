import { HpackDecoder, type HpackEncoder } from "../../../../../../lib/proxy/http/h2/hpack";

/** A field as `name: value`, with `(never indexed)` behind it where that was asked for. */
export type FieldLine = string;

/** Decodes a block of its own, and tells the fields or why there are none. */
export function decoded(decoder: HpackDecoder, block: Buffer): readonly FieldLine[] | string {
  const lines: FieldLine[] = [];
  const fault = decoder.decode(block, 0, block.length, (name, value, neverIndexed) => {
    lines.push(fieldLine(name, value, neverIndexed));
  });
  return fault ?? lines;
}

/** What the decoder of a new connection makes of a block, written in hexadecimal digits. */
export function decodedHex(hex: string, tableSize = 4096): readonly FieldLine[] | string {
  return decoded(new HpackDecoder(tableSize), fromHex(hex));
}

export function fieldLine(name: string, value: string, neverIndexed = false): FieldLine {
  return `${name}: ${value}${neverIndexed ? " (never indexed)" : ""}`;
}

export type Field = readonly [name: string, value: string, sensitive?: boolean];

/** The octets of a block. */
export function encoded(encoder: HpackEncoder, fields: readonly Field[]): Buffer {
  encoder.begin();
  for (const [name, value, sensitive] of fields) encoder.field(name, value, sensitive);
  return Buffer.from(encoder.buffer.subarray(0, encoder.length));
}

/** White space is for the reader. */
export function fromHex(hex: string): Buffer {
  return Buffer.from(hex.replace(/\s/g, ""), "hex");
}
