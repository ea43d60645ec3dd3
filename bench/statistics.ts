/** The middle one of the samples in order, the upper of two; NaN where there is none. */
export function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

/**
 * The smallest sample that at least the given share of all samples does not exceed (the nearest rank); NaN where there
 * is none.
 *
 * @param sorted ascending
 * @param share from 0 to 1
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  // Rounding first keeps 0.999 * 1000 at 999: the product itself may come out a hair above.
  const rank = Math.ceil(Number((share * sorted.length).toFixed(6)));
  return sorted[Math.max(rank, 1) - 1] ?? Number.NaN;
}

/** Half the distance between the smallest and the largest sample, as a share of their median. */
export function spread(samples: readonly number[]): number {
  return (Math.max(...samples) - Math.min(...samples)) / 2 / median(samples);
}
