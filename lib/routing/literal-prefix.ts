/** A quotation, and flags for what follows: a repetition after either counts for what comes before. */
const UNCLEAR = /\\Q|\(\?[a-zA-Z-]*\)/;
const META = new Set("\\.+*?()|[]{}^$");

/**
 * A text that every whole match of an RE2 expression starts with, as long as it is easily told; empty otherwise. It
 * may be shorter than it could be, never longer.
 */
export function literalPrefix(source: string): string {
  if (UNCLEAR.test(source) || hasTopLevelAlternation(source)) return "";
  let prefix = "";
  let index = source.startsWith("^") ? 1 : 0;
  while (index < source.length) {
    const escaped = source.charAt(index) === "\\";
    const character = source.charAt(escaped ? index + 1 : index);
    if (escaped ? !isPunctuation(character) : META.has(character) || character > "~") break;
    index += escaped ? 2 : 1;
    const repeated = source.charAt(index);
    if (repeated === "*" || repeated === "?" || repeated === "{") break;
    prefix += character;
    if (repeated === "+") break;
  }
  return prefix;
}

function isPunctuation(character: string): boolean {
  return character !== "" && character <= "~" && !/[A-Za-z0-9\s]/.test(character);
}

function hasTopLevelAlternation(source: string): boolean {
  let depth = 0;
  for (let index = 0; index < source.length; index++) {
    const character = source.charAt(index);
    if (character === "\\") index++;
    else if (character === "[") index = endOfClass(source, index);
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "|" && depth === 0) return true;
  }
  return false;
}

/** The index of the `]` that ends the character class that starts at `start`. */
function endOfClass(source: string, start: number): number {
  let index = source.charAt(start + 1) === "^" ? start + 2 : start + 1;
  if (source.charAt(index) === "]") index++;
  while (index < source.length && source.charAt(index) !== "]") {
    const named = source.startsWith("[:", index) ? source.indexOf(":]", index) : -1;
    if (named >= 0) index = named + 2;
    else index += source.charAt(index) === "\\" ? 2 : 1;
  }
  return index;
}
