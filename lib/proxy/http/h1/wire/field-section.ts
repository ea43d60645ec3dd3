import { CONNECTION, CONTENT_LENGTH, DATE, END_TO_END, NAMED } from "./field-kind";
import { BAD_LENGTH, parseLength } from "./framing";
import type { HeadParser } from "./head-parser";

/** There is no Content-Length. */
export const NO_LENGTH = -3;

export function has(head: HeadParser, kind: number): boolean {
  return (head.kindsSeen & (1 << kind)) !== 0;
}

export function fieldName(head: HeadParser, index: number): string {
  return head.text.slice(head.marks[4 * index], head.marks[4 * index + 1]);
}

export function fieldValue(head: HeadParser, index: number): string {
  return head.text.slice(head.marks[4 * index + 2], head.marks[4 * index + 3]);
}

/** The value of a field by its kind; those of a repeated one are joined with `, `. */
export function valueOfKind(head: HeadParser, kind: number): string | undefined {
  if (!has(head, kind)) return undefined;
  let value: string | undefined;
  for (let index = 0; index < head.fieldCount; index++) {
    if (head.kinds[index] !== kind) continue;
    const one = fieldValue(head, index);
    value = value === undefined ? one : `${value}, ${one}`;
  }
  return value;
}

/** The value of a field by its name; those of a repeated one are joined as {@link RouteRequest.header} says. */
export function valueOfName(head: HeadParser, lowerCaseName: string): string | undefined {
  let value: string | undefined;
  for (let index = 0; index < head.fieldCount; index++) {
    if (!isNamed(head, index, lowerCaseName)) continue;
    const one = fieldValue(head, index);
    value = value === undefined ? one : `${value}${lowerCaseName === "cookie" ? "; " : ", "}${one}`;
  }
  return value;
}

/**
 * The length that all Content-Length fields agree on; below 0 where there is none to go by. Of several the first alone
 * may be sent on (RFC 9110 section 8.6): the others are marked as left out.
 */
export function contentLength(head: HeadParser): number {
  if (!has(head, CONTENT_LENGTH)) return NO_LENGTH;
  let length = NO_LENGTH;
  for (let index = 0; index < head.fieldCount; index++) {
    if (head.kinds[index] !== CONTENT_LENGTH) continue;
    const one = parseLength(fieldValue(head, index));
    if (one < 0) return one;
    if (length === NO_LENGTH) {
      length = one;
    } else {
      if (length !== one) return BAD_LENGTH;
      head.kinds[index] = NAMED;
      head.kindsSeen |= 1 << NAMED;
    }
  }
  return length;
}

/** What the Connection fields say. */
interface ConnectionOptions {
  readonly close: boolean;
  readonly keepAlive: boolean;
  readonly upgrade: boolean;
}

const NO_OPTIONS: ConnectionOptions = { close: false, keepAlive: false, upgrade: false };
const KEEP_ALIVE_ALONE: ConnectionOptions = { close: false, keepAlive: true, upgrade: false };
const CLOSE_ALONE: ConnectionOptions = { close: true, keepAlive: false, upgrade: false };

/** Reads the Connection fields, and marks the fields that they name, which are not sent on (RFC 9110 section 7.6.1). */
export function takeConnectionOptions(head: HeadParser): ConnectionOptions {
  const value = valueOfKind(head, CONNECTION);
  if (value === undefined) return NO_OPTIONS;
  if (value === "keep-alive" || value === "Keep-Alive") return KEEP_ALIVE_ALONE;
  if (value === "close") return CLOSE_ALONE;
  const options = { close: false, keepAlive: false, upgrade: false };
  const named = new Set<string>();
  for (const part of value.toLowerCase().split(",")) {
    const option = part.trim();
    if (option === "close") options.close = true;
    else if (option === "keep-alive") options.keepAlive = true;
    else if (option === "upgrade") options.upgrade = true;
    else if (option !== "") named.add(option);
  }
  if (named.size > 0) markNamed(head, named);
  return options;
}

/** In one pass, however many names there are: a head has room for thousands. */
function markNamed(head: HeadParser, lowerCaseNames: ReadonlySet<string>): void {
  for (let index = 0; index < head.fieldCount; index++) {
    const kind = 1 << (head.kinds[index] ?? 0);
    if ((kind & END_TO_END) !== 0 && lowerCaseNames.has(fieldName(head, index).toLowerCase()))
      head.kinds[index] = NAMED;
  }
  head.kindsSeen |= 1 << NAMED;
  // Whoever looks for it has to write another.
  if (lowerCaseNames.has("date")) head.kindsSeen &= ~(1 << DATE);
}

/** The lines of the fields that are sent on, as they came: one range of the head for each run of them. */
export function sentOnLines(head: HeadParser, leftOut: number): string {
  const { text, kinds, marks, fieldCount, fieldsStart } = head;
  const lastEnd = head.end - 2;
  if ((head.kindsSeen & leftOut) === 0) return text.slice(fieldsStart, lastEnd);
  let lines = "";
  let runStart = -1;
  for (let index = 0; index < fieldCount; index++) {
    if ((leftOut & (1 << (kinds[index] ?? 0))) === 0) {
      if (runStart < 0) runStart = marks[4 * index] ?? 0;
    } else if (runStart >= 0) {
      lines += text.slice(runStart, marks[4 * index]);
      runStart = -1;
    }
  }
  return runStart < 0 ? lines : lines + text.slice(runStart, lastEnd);
}

/** The fields that are sent on, names and values in turn. */
export function sentOnFields(head: HeadParser, leftOut: number): string[] {
  const fields: string[] = [];
  for (let index = 0; index < head.fieldCount; index++) {
    if ((leftOut & (1 << (head.kinds[index] ?? 0))) === 0) fields.push(fieldName(head, index), fieldValue(head, index));
  }
  return fields;
}

function isNamed(head: HeadParser, index: number, lowerCaseName: string): boolean {
  const length = (head.marks[4 * index + 1] ?? 0) - (head.marks[4 * index] ?? 0);
  return length === lowerCaseName.length && fieldName(head, index).toLowerCase() === lowerCaseName;
}
