import { FIELD_TEXT, TOKEN, UNDERSCORE } from "../h1/wire/characters";
import { CONNECTION, fieldKind, HOP, TE, TRANSFER_ENCODING, UPGRADE } from "../h1/wire/field-kind";

/** HTTP/2 knows none of them (RFC 9113 section 8.2.2); `TE` is written anew. */
export const CONNECTION_KINDS = (1 << CONNECTION) | (1 << HOP) | (1 << TRANSFER_ENCODING) | (1 << UPGRADE) | (1 << TE);

export const MALFORMED = -1;

/**
 * Fields may be so many times larger than a head, as they are counted in SETTINGS_MAX_HEADER_LIST_SIZE: more than is
 * taken, so that a request with too many can be told so.
 */
export const MOST_HEADS = 2;

/** Beside the bytes of a field (RFC 9113 section 6.5.2). */
const FIELD_OVERHEAD = 32;

export function listedSize(name: string, value: string): number {
  return name.length + value.length + FIELD_OVERHEAD;
}

/** Of names: those of HTTP/1.1, but for letters in upper case. */
const NAME = TOKEN.slice();
for (let code = 0x41; code <= 0x5a; code++) NAME[code] = 0;

/** @returns the kind of a field that could be one of HTTP/1.1, {@link MALFORMED} for any other (RFC 9113 section 8.2.1) */
export function checkedKind(name: string, value: string): number {
  let marks = 0;
  for (let index = 0; index < name.length; index++) {
    const mark = NAME[name.charCodeAt(index)] ?? 0;
    if (mark === 0) return MALFORMED;
    marks |= mark;
  }
  if (name.length === 0 || !isValue(value)) return MALFORMED;
  return fieldKind(name, 0, name.length, (marks & UNDERSCORE) !== 0);
}

function isValue(value: string): boolean {
  const { length } = value;
  if (length === 0) return true;
  for (let index = 0; index < length; index++) {
    if (FIELD_TEXT[value.charCodeAt(index)] === 0) return false;
  }
  return !isBlank(value.charCodeAt(0)) && !isBlank(value.charCodeAt(length - 1));
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
