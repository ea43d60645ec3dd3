const WHOLE = /^(?:[0-9]{1,5}(?:h|m|s|ms)){1,4}$/;
const PAIR = /([0-9]{1,5})(ms|h|m|s)/g;

const MILLISECONDS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/**
 * Reads a Gateway API duration (GEP-2257), such as `"1m30s"`. The pairs are added up.
 *
 * The longest, `"99999h"`, is beyond what a Node timer can hold (about 24.8 days): cap it before starting one.
 *
 * @returns milliseconds, or `undefined` where the text is not a duration
 */
export function tryParseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let total = 0;
  for (const [, digits, unit] of text.matchAll(PAIR)) {
    total += Number(digits) * (MILLISECONDS[unit ?? ""] ?? Number.NaN);
  }
  return total;
}

/**
 * Reads a Gateway API duration (GEP-2257), such as `"1m30s"`.
 *
 * @returns milliseconds
 * @throws RangeError where the text is not a duration
 */
export function parseDuration(text: string): number {
  const milliseconds = tryParseDuration(text);
  if (milliseconds === undefined) {
    throw new RangeError(
      `"${text}" is not a duration; write up to four pairs of digits and h, m, s or ms, as in "1m30s"`,
    );
  }
  return milliseconds;
}
