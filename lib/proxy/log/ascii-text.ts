const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const POINT = 0x2e;

/** Beyond ASCII. */
const WIDE = /[\u0080-\uffff]/g;
/** What a character takes at most between quotes: `\u0000`. */
const LONGEST_ESCAPE = 6;
/** Above it numbers are not put together from digits here. */
const LARGEST = 1_000_000_000;

/** What `JSON.stringify` makes of a value, escaped where it is not ASCII. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(WIDE, escaped);
}

/** Bytes that a text of this length takes at most between quotes. */
export function mostQuoted(length: number): number {
  return LONGEST_ESCAPE * length + 2;
}

/**
 * Text in ASCII that is put together as bytes, in memory with room for it: whoever adds has seen to that. To put it
 * together as a string first took a fifth of a small request's CPU, since that is made of pieces, flattened and copied.
 */
export class AsciiText {
  length = 0;

  constructor(readonly bytes: Buffer) {}

  toString(): string {
    return this.bytes.toString("latin1", 0, this.length);
  }

  /** @param text in ASCII */
  add(text: string): void {
    const { bytes } = this;
    let at = this.length;
    for (let index = 0; index < text.length; index += 1) bytes[at++] = text.charCodeAt(index);
    this.length = at;
  }

  addBytes(text: Uint8Array): void {
    this.bytes.set(text, this.length);
    this.length += text.length;
  }

  /** As {@link asciiJson} has it. */
  addQuoted(text: string): void {
    const { bytes } = this;
    let at = this.length;
    bytes[at++] = QUOTE;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
        this.add(asciiJson(text));
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.length = at;
  }

  /** @param value whole and not negative */
  addInteger(value: number): void {
    if (value >= LARGEST) this.add(String(value));
    else this.addDigits(value, digitsOf(value));
  }

  /** As many digits as are asked for, from the right. */
  addDigits(value: number, digits: number): void {
    const { bytes } = this;
    let rest = value;
    for (let at = this.length + digits - 1; at >= this.length; at -= 1) {
      const before = (rest / 10) | 0;
      bytes[at] = ZERO + rest - 10 * before;
      rest = before;
    }
    this.length += digits;
  }

  /** Rounded to hundredths, as JSON has numbers. @param value not negative */
  addHundredths(value: number): void {
    const hundredths = Math.round(value * 100);
    if (!(hundredths < LARGEST)) {
      this.add(String(hundredths / 100));
      return;
    }
    this.addInteger((hundredths / 100) | 0);
    const rest = hundredths % 100;
    if (rest === 0) return;
    this.bytes[this.length++] = POINT;
    if (rest % 10 === 0) this.addDigits(rest / 10, 1);
    else this.addDigits(rest, 2);
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits += 1;
  return digits;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
