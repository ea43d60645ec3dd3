/**
 * Whether a status is one of these.
 *
 * @param ranges statuses (`"404"`) and ranges of them, both ends included (`"500-599"`)
 */
export function isInStatusRanges(ranges: readonly string[], status: number): boolean {
  return ranges.some((range) => {
    const [low = 0, high = low] = range.split("-").map(Number);
    return low <= status && status <= high;
  });
}
