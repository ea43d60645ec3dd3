import { createHash } from "node:crypto";
import { PRIORITIES, type Segment } from "./segments";

/** Of what is left of a segment beyond its last rule, the part that the next rule leaves free. */
const STEP = 16;

/** Bounds that a rule's neighbours set, both excluded; absent where nothing has to come before it, or after it. */
export interface Bounds {
  readonly above: number | undefined;
  readonly below: number | undefined;
}

/** Priorities that are free, and which of them a rule takes. */
export class Slots {
  constructor(private readonly taken: Set<number>) {}

  /** @returns the priority, taken from now on; `undefined` where none is free within the bounds */
  take(id: string, segment: Segment, bounds: Bounds): number | undefined {
    const low = (bounds.above ?? PRIORITIES.first - 1) + 1;
    const high = (bounds.below ?? PRIORITIES.last + 1) - 1;
    const priority = this.nearest(wanted(id, segment, bounds), low, high);
    if (priority !== undefined) this.taken.add(priority);
    return priority;
  }

  private nearest(target: number, low: number, high: number): number | undefined {
    for (let distance = 0; target - distance >= low || target + distance <= high; distance++) {
      for (const priority of [target - distance, target + distance]) {
        if (priority >= low && priority <= high && !this.taken.has(priority)) return priority;
      }
    }
    return undefined;
  }
}

/**
 * Where a rule would best lie. Alone in its segment, at a place that its id gives by chance, so that other rules need not
 * be known to find it again. Between two rules, near the middle. After the last one or before the first one, a small
 * step away, since rules are mostly added at one end and each step has to leave room for the next.
 */
function wanted(id: string, segment: Segment, { above, below }: Bounds): number {
  const low = Math.max(segment.first, (above ?? 0) + 1);
  const high = Math.min(segment.last, (below ?? PRIORITIES.last + 1) - 1);
  const chance = fraction(id);
  const inside = (from: number, to: number) => Math.round(from + (to - from) * chance);
  const room = high - low;
  if (room < 0) return above === undefined ? (below ?? segment.last) - 1 : above + 1;
  const boundAbove = above !== undefined && above >= segment.first;
  const boundBelow = below !== undefined && below <= segment.last;
  if (boundAbove && boundBelow) return inside(low + room * 0.375, low + room * 0.625);
  if (boundAbove) return low + Math.ceil(room / STEP);
  if (boundBelow) return high - Math.ceil(room / STEP);
  return inside(low + room * 0.25, low + room * 0.75);
}

/** From 0 to 1, the same for the same id. */
function fraction(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE(0) / 0xffff_ffff;
}
