/** What may stand where in a message (RFC 9110 section 5.6.2, RFC 9112 sections 3 and 5), by character code. */

const TOKEN_MARKS = "!#$%&'*+-.^`|~";

/** In a token; {@link UNDERSCORE} is told apart, since it needs a second look in field names. */
const PLAIN = 1;
export const UNDERSCORE = 2;

/** Of tokens: methods and field names. 0 is what may not stand there. */
export const TOKEN = new Uint8Array(256);
/** Of field values: visible characters, space, tab, and bytes beyond ASCII. */
export const FIELD_TEXT = new Uint8Array(256);
/** Of request targets: visible ASCII. What it says is for its own reader. */
export const TARGET_TEXT = new Uint8Array(256);

for (let code = 0x21; code < 0x7f; code++) {
  const character = String.fromCharCode(code);
  if (/[0-9A-Za-z]/.test(character) || TOKEN_MARKS.includes(character)) TOKEN[code] = PLAIN;
  TARGET_TEXT[code] = 1;
  FIELD_TEXT[code] = 1;
}
TOKEN[0x5f] = UNDERSCORE;
FIELD_TEXT[0x09] = 1;
FIELD_TEXT[0x20] = 1;
for (let code = 0x80; code <= 0xff; code++) FIELD_TEXT[code] = 1;

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const COLON = 0x3a;

/** Whether a field's name may be sent. */
export function isToken(text: string): boolean {
  if (text === "") return false;
  for (let index = 0; index < text.length; index++) {
    if (!isOne(TOKEN, text.charCodeAt(index))) return false;
  }
  return true;
}

/** Whether a field's value may be sent. */
export function isFieldText(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (!isOne(FIELD_TEXT, text.charCodeAt(index))) return false;
  }
  return true;
}

/** Whether a path with its query may be sent. */
export function isTargetText(text: string): boolean {
  if (text === "") return false;
  for (let index = 0; index < text.length; index++) {
    if (!isOne(TARGET_TEXT, text.charCodeAt(index))) return false;
  }
  return true;
}

function isOne(table: Uint8Array, code: number): boolean {
  return code < 256 && table[code] !== 0;
}
