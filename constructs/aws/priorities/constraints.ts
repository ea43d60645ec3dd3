import { compareSpecificity, overlap, type RuleSpec } from "../rules";

/** What of a rule decides about its priority. */
export type PrioritizedRule = Pick<
  RuleSpec,
  "id" | "route" | "action" | "transforms" | "specificity" | "place" | "reach"
>;

/** Negative where `a` comes first: by specificity, then by the order of the routes, then by the order of the matches. */
export function comparePrecedence(a: PrioritizedRule, b: PrioritizedRule): number {
  return (
    compareSpecificity(a.specificity, b.specificity) ||
    a.place.routeIndex - b.place.routeIndex ||
    a.place.matchIndex - b.place.matchIndex
  );
}

/** Which rules must come before which: pairs that can apply to one request, and would not do the same with it. */
export class Constraints {
  private readonly after = new Map<PrioritizedRule, PrioritizedRule[]>();
  private readonly before = new Map<PrioritizedRule, PrioritizedRule[]>();

  /** @param ordered - by {@link comparePrecedence} */
  constructor(ordered: readonly PrioritizedRule[]) {
    for (const rule of ordered) {
      this.after.set(rule, []);
      this.before.set(rule, []);
    }
    for (const [index, first] of ordered.entries()) {
      for (const second of ordered.slice(index + 1)) {
        if (!overlap(first.reach, second.reach) || sameEffect(first, second)) continue;
        this.after.get(first)?.push(second);
        this.before.get(second)?.push(first);
      }
    }
  }

  /** Those that must have a higher priority number. */
  successors(rule: PrioritizedRule): readonly PrioritizedRule[] {
    return this.after.get(rule) ?? [];
  }

  /** Those that must have a lower priority number. */
  predecessors(rule: PrioritizedRule): readonly PrioritizedRule[] {
    return this.before.get(rule) ?? [];
  }
}

function sameEffect(a: PrioritizedRule, b: PrioritizedRule): boolean {
  if (a.route !== b.route) return false;
  return JSON.stringify([a.action, a.transforms]) === JSON.stringify([b.action, b.transforms]);
}
