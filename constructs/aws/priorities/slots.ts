import { createHash } from "node:crypto";
import { PRIORITIES, type Segment } from "./segments";

/** Of what is left beyond a segment's last rule, the part that the next rule leaves free. */
const STEP = 16;

/** Bounds that a rule's neighbours set, both excluded; absent where nothing has to come before it, or after it. */
export interface Bounds {
  readonly above: number | undefined;
  readonly below: number | undefined;
}

/** Priorities that are free, and which of them a rule takes. */
export class Slots {
  constructor(private readonly taken: Set<number>) {}

  /**
   * @param home - the part of the segment where the rule lies best; it may be all of it
   * @returns the priority, taken from now on; `undefined` where none is free within the bounds
   */
  take(id: string, segment: Segment, home: Segment, bounds: Bounds): number | undefined {
    const { first, last } = within(PRIORITIES, bounds);
    const priority = this.nearest(wanted(id, isRoomy(home, bounds) ? home : segment, bounds), first, last);
    if (priority !== undefined) this.taken.add(priority);
    return priority;
  }

  private nearest(target: number, first: number, last: number): number | undefined {
    for (let distance = 0; target - distance >= first || target + distance <= last; distance++) {
      for (const priority of [target - distance, target + distance]) {
        if (priority >= first && priority <= last && !this.taken.has(priority)) return priority;
      }
    }
    return undefined;
  }
}

function within(segment: Segment, { above = 0, below = PRIORITIES.last + 1 }: Bounds): Segment {
  return { first: Math.max(segment.first, above + 1), last: Math.min(segment.last, below - 1) };
}

/** Whether a rule can lie in a segment, and beside neighbours there only where further ones could, too. */
function isRoomy(segment: Segment, bounds: Bounds): boolean {
  const { first, last } = within(segment, bounds);
  const alone = first === segment.first && last === segment.last;
  return last - first >= (alone ? 0 : STEP / 2);
}

/**
 * Where a rule would best lie. Alone in its region, at a place that its id gives by chance, so that other rules need not
 * be known to find it again. Between two rules, near the middle. After the last one or before the first one, a small
 * step away, since rules are mostly added at one end and each step has to leave room for the next.
 */
function wanted(id: string, region: Segment, bounds: Bounds): number {
  const { first, last } = within(region, bounds);
  const room = last - first;
  // Nothing of the region is left: as near to it as the neighbours allow.
  if (room < 0) return bounds.above !== undefined && bounds.above >= region.last ? bounds.above + 1 : last;
  const chance = fraction(id);
  const between = (from: number, to: number) => Math.round(first + room * (from + (to - from) * chance));
  const follows = bounds.above !== undefined && bounds.above >= region.first;
  const precedes = bounds.below !== undefined && bounds.below <= region.last;
  if (follows && precedes) return between(0.375, 0.625);
  if (follows) return first + Math.ceil(room / STEP);
  if (precedes) return last - Math.ceil(room / STEP);
  return between(0.25, 0.75);
}

/** From 0 to 1, the same for the same id. */
function fraction(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE(0) / 0xffff_ffff;
}
