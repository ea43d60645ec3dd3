import { RULE_LIMITS } from "./limits";

/** A text as a regular expression that fits it alone. */
export function escaped(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** An expression that fits whole values alone, whether the engine asks for the whole or not. */
export function anchored(expression: string): string {
  return expression.includes("|") ? `^(?:${expression})$` : `^${expression}$`;
}

export function fitsLength(value: string): boolean {
  return value.length <= RULE_LIMITS.valueLength;
}

/** Parts of RE2's syntax that AWS does not list as supported, or whose meaning differs between engines. */
const DOUBTFUL: readonly (readonly [expression: RegExp, what: string])[] = [
  [/^[pP]/, "Unicode character classes"],
  [/^[CQE]/, "\\C, \\Q and \\E"],
  [/^[Az]/, "\\A and \\z"],
  [/^[0-9]/, "octal escapes"],
  [/^x\{/, "\\x{...}"],
];

/**
 * Why an RE2 expression is not one that a load balancer surely reads alike: the user guide ("Listener rules") excludes
 * lookaround, backreferences, atomic groups, possessive quantifiers and Unicode classes, and says nothing of flags and
 * named groups. Lookaround is no syntax of RE2's, and refused before.
 *
 * @returns what is doubtful, or `undefined`
 */
export function doubtfulSyntax(expression: string): string | undefined {
  if (/[^\x20-\x7e]/.test(expression)) return "characters other than printable ASCII";
  for (let index = 0; index < expression.length; index++) {
    const rest = expression.slice(index + 1);
    if (expression.charAt(index) === "\\") {
      const doubtful = DOUBTFUL.find(([start]) => start.test(rest));
      if (doubtful !== undefined) return doubtful[1];
      index++;
    } else if (expression.charAt(index) === "(") {
      if (/^\?P?<[A-Za-z0-9_]/.test(rest)) return "named groups";
      if (/^\?[A-Za-z-]/.test(rest)) return "flags";
    }
  }
  return undefined;
}

/** Whether a text reads differently in another case. */
export function hasCase(text: string): boolean {
  return /[A-Za-z]/.test(text);
}

/** Whether what an expression fits may depend on case: it holds letters other than in escapes such as `\d`. */
export function expressionHasCase(expression: string): boolean {
  const withoutClasses = expression.replace(/\[:\^?(?:alnum|alpha|ascii|digit|punct|space|word|xdigit):\]/g, "");
  const withoutEscapes = withoutClasses.replace(/\\(.)/gs, (_, escaping: string) =>
    /[dDwWsSbBntrfv]/.test(escaping) ? "" : escaping,
  );
  return hasCase(withoutEscapes);
}
