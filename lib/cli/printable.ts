/**
 * A text for a terminal: control characters, which may be commands to it (ECMA-48 section 5), are spelled out, but for
 * tabs and line ends.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
