import { createHash } from "node:crypto";
import { PRIORITIES, type Segment } from "./segments";

/** Of what is left beyond a segment's last rule, the part that the next rule leaves free. */
const STEP = 16;

/** A rule that another one must come before or after. */
export interface Neighbour {
  readonly priority: number;
  /** Where in its segment it best lies; see `idealOf`. */
  readonly ideal: number;
}

/** What a rule must lie between, both excluded; absent where nothing has to come before it, or after it. */
export interface Bounds {
  readonly above: Neighbour | undefined;
  readonly below: Neighbour | undefined;
}

/** Priorities that are free, and which of them a rule takes. */
export class Slots {
  /** @param range - what may be given out */
  constructor(
    private readonly taken: Set<number>,
    private readonly range: Segment,
  ) {}

  /**
   * @param ideal - where in its segment the rule best lies
   * @returns the priority, taken from now on; `undefined` where none is free within the bounds
   */
  take(id: string, segment: Segment, ideal: number, bounds: Bounds): number | undefined {
    const { first, last } = within(this.range, bounds);
    const priority = this.nearest(wanted(id, segment, ideal, bounds), first, last);
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

function within(segment: Segment, { above, below }: Bounds): Segment {
  return {
    first: Math.max(segment.first, (above?.priority ?? 0) + 1),
    last: Math.min(segment.last, (below?.priority ?? PRIORITIES.last + 1) - 1),
  };
}

/**
 * Where a rule would best lie: in what its neighbours leave of the segment, in the same proportion as all rules of the
 * segment would lie if all were there. Of rules that are equally specific, one between two others lies near the middle,
 * one at the end a small step away, since they are mostly added at one end and each step has to leave room for the next.
 * What is left to chance is decided by the id, so that a rule is found again without knowing the others.
 */
function wanted(id: string, segment: Segment, ideal: number, bounds: Bounds): number {
  const { first, last } = within(segment, bounds);
  const room = last - first;
  const { above, below } = inside(segment, bounds);
  // Nothing of the segment is left: as near to it as the neighbours allow.
  if (room < 0)
    return bounds.above !== undefined && bounds.above.priority >= segment.last ? bounds.above.priority + 1 : last;
  const from = above?.ideal ?? 0;
  const to = below?.ideal ?? 1;
  if (above?.ideal === ideal && below?.ideal !== ideal) return first + Math.ceil(room / STEP);
  if (below?.ideal === ideal && above?.ideal !== ideal) return last - Math.ceil(room / STEP);
  const alone = above === undefined && below === undefined;
  const proportion = from < ideal && ideal < to ? (ideal - from) / (to - from) : 0.5;
  const spread = alone ? Math.min(proportion, 1 - proportion) / 2 : 0.125;
  const chance = (fraction(id) * 2 - 1) * spread;
  return first + Math.round(room * Math.min(Math.max(proportion + chance, alone ? 0 : 0.25), alone ? 1 : 0.75));
}

/** The neighbours that lie in the segment. */
function inside(segment: Segment, { above, below }: Bounds): Bounds {
  return {
    above: above !== undefined && above.priority >= segment.first ? above : undefined,
    below: below !== undefined && below.priority <= segment.last ? below : undefined,
  };
}

/** From 0 to 1, the same for the same id. */
function fraction(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE(0) / 0xffff_ffff;
}
