import type { StatusRange } from "../../../../topology";

/** Both ends belong to it. */
export type StatusSpan = readonly [from: number, to: number];

/** Reads `"200"` and `"200-399"`. */
export function parseStatusRanges(ranges: readonly StatusRange[]): readonly StatusSpan[] {
  return ranges.map((range) => {
    const [from = "", to = from] = range.split("-");
    return [Number(from), Number(to)];
  });
}

export function statusExpected(spans: readonly StatusSpan[], status: number): boolean {
  return spans.some(([from, to]) => status >= from && status <= to);
}
