import type { Promised } from "../bench";
import { median } from "../statistics";

/** Bytes that a process uses, right after a collection of garbage. */
export interface Memory {
  readonly resident: number;
  readonly heap: number;
  /** Of buffers and the like, outside of the heap. */
  readonly external: number;
}

export interface Sample extends Memory {
  /** How many requests had been answered until then. */
  readonly requests: number;
}

/** Code is compiled, tables and pools grow to their size until then. */
const WARM_UP_REQUESTS = 1_000_000;
/** Of a shorter run. */
const WARM_UP_SHARE = 1 / 4;

/**
 * What may come of noise, in percent. On a heap of 15 MiB that is less than a tenth of a byte for each of nine million
 * requests, while the smallest object takes 16: a leak of one in a hundred requests is found. Resident memory moves
 * with what the allocators of V8 and of the system have at hand.
 */
const MOST_GROWTH = { heap: 5, resident: 10 } as const;
/** Samples at each end whose median counts, so that a single one does not. */
const AT_AN_END = 3;

/** How many requests of a run are its warm-up. */
export function warmUpOf(requests: number): number {
  return Math.min(WARM_UP_REQUESTS, Math.ceil(requests * WARM_UP_SHARE));
}

/** Whether there are samples enough after the warm-up to tell growth from noise. */
export function areEnough(samples: readonly Sample[], requests: number): boolean {
  return warmOf(samples, requests).length >= 2 * AT_AN_END;
}

/**
 * Holds the end of a run to what was used when the warm-up was over.
 *
 * @throws where too few samples were taken after it
 */
export function growthOf(samples: readonly Sample[], requests: number): readonly Promised[] {
  const warm = warmOf(samples, requests);
  if (!areEnough(samples, requests)) {
    throw new Error(`${warm.length} samples after the warm-up tell nothing of growth; ${2 * AT_AN_END} are needed`);
  }
  const grown = (of: (sample: Sample) => number): number => {
    const first = median(warm.slice(0, AT_AN_END).map(of));
    const last = median(warm.slice(-AT_AN_END).map(of));
    return Number(((last / first - 1) * 100).toFixed(2));
  };
  return [
    { what: "growth of the heap after the warm-up", measured: grown(heapOf), atMost: MOST_GROWTH.heap, unit: "%" },
    {
      what: "growth of resident memory after the warm-up",
      measured: grown(({ resident }) => resident),
      atMost: MOST_GROWTH.resident,
      unit: "%",
    },
  ];
}

function warmOf(samples: readonly Sample[], requests: number): readonly Sample[] {
  return samples.filter((sample) => sample.requests >= warmUpOf(requests));
}

function heapOf({ heap, external }: Sample): number {
  return heap + external;
}
