import type { OutgoingHttpHeaders } from "node:http2";
import { isFieldText, isToken } from "../h1/wire/characters";
import { CONNECTION, HOP, TE, TRANSFER_ENCODING, UPGRADE } from "../h1/wire/field-kind";
import { fieldName, fieldValue } from "../h1/wire/field-section";
import type { HeadParser } from "../h1/wire/head-parser";

/** Fields as `node:http2` takes them. */
export type FieldObject = OutgoingHttpHeaders;

/** HTTP/2 knows none of them (RFC 9113 section 8.2.2). `TE` is written anew. */
export const CONNECTION_KINDS = (1 << CONNECTION) | (1 << HOP) | (1 << TRANSFER_ENCODING) | (1 << UPGRADE) | (1 << TE);

/** Fields that mean something else where several are joined to one (RFC 9110 section 5.3). */
const APART: ReadonlySet<string> = new Set(["set-cookie", "www-authenticate", "proxy-authenticate"]);

/** The fields of a head, but for those of some kinds. Those that are repeated are joined where that may be. */
export function fieldsOf(head: HeadParser, leftOut: number): FieldObject {
  const fields: FieldObject = Object.create(null);
  for (let index = 0; index < head.fieldCount; index++) {
    if ((leftOut & (1 << (head.kinds[index] ?? 0))) !== 0) continue;
    add(fields, fieldName(head, index).toLowerCase(), fieldValue(head, index));
  }
  return fields;
}

function add(fields: FieldObject, name: string, value: string): void {
  const known = fields[name];
  if (known === undefined) fields[name] = value;
  else if (APART.has(name)) fields[name] = [...(Array.isArray(known) ? known : [String(known)]), value];
  else fields[name] = `${known}${name === "cookie" ? "; " : ", "}${value}`;
}

/** Trailer fields; `undefined` where there are none. */
export function trailerFields(trailers: HeadParser): FieldObject | undefined {
  return trailers.fieldCount === 0 ? undefined : fieldsOf(trailers, CONNECTION_KINDS);
}

/** Trailer fields as lines. What could not stand in a line is left out. */
export function trailerText(raw: readonly string[]): string {
  let lines = "";
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const value = raw[index + 1] ?? "";
    if (isToken(name) && isFieldText(value)) lines += `${name}: ${value}\r\n`;
  }
  return lines;
}
