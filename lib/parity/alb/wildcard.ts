const ANY = Symbol("any");
const ONE = Symbol("one");

type Piece = string | typeof ANY | typeof ONE;

/** A comparison value of a listener rule, ready to be compared. */
export type Wildcard = (text: string) => boolean;

export interface WildcardOptions {
  readonly ignoreCase?: boolean;
  /** `\*` and `\?` are the characters themselves, as in values of `query-string`. */
  readonly escapes?: boolean;
}

/**
 * A value with `*` (zero or more characters, whichever they are) and `?` (exactly one), to be compared as a whole (ELB
 * user guide, "Condition types for listener rules").
 */
export function wildcard(pattern: string, options: WildcardOptions = {}): Wildcard {
  const folded = options.ignoreCase === true ? pattern.toLowerCase() : pattern;
  const pieces = piecesOf(folded, options.escapes === true);
  return (text) => fits(pieces, options.ignoreCase === true ? text.toLowerCase() : text);
}

function piecesOf(pattern: string, escapes: boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    const next = pattern.charAt(index + 1);
    if (escapes && character === "\\" && next !== "" && "*?\\".includes(next)) {
      pieces.push(next);
      index++;
    } else if (character === "*") {
      pieces.push(ANY);
    } else {
      pieces.push(character === "?" ? ONE : character);
    }
  }
  return pieces;
}

/** Goes back to the last `*` alone, which is enough: an earlier one has nothing to gain by taking more. */
function fits(pieces: readonly Piece[], text: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < text.length) {
    const piece = pieces[at];
    if (piece === ANY) {
      star = at++;
      resume = position;
    } else if (piece === ONE || (piece !== undefined && piece === text.charAt(position))) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  return pieces.slice(at).every((piece) => piece === ANY);
}
