import { PREFACE } from "./wire/frame";

/**
 * Whether a connection begins with HTTP/2.
 *
 * @returns `undefined` where what has come so far may be the beginning of it
 */
export function beginsWithPreface(buffer: Buffer, start: number, end: number): boolean | undefined {
  const length = Math.min(end - start, PREFACE.length);
  if (buffer.compare(PREFACE, 0, length, start, start + length) !== 0) return false;
  return length === PREFACE.length ? true : undefined;
}
