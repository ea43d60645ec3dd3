import { compareSpecificity, overlap, type RuleSpec } from "../rules";
import { segmentOf } from "./segments";

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

/**
 * Which rules must come before which. Of two that can apply to one request, the one that takes precedence; they may lie
 * either way only where they are equally specific and do the same.
 *
 * Rules of one segment that are not equally specific keep their order even if they never meet: another rule, which meets
 * both, may come to lie between them.
 */
export class Constraints {
  private readonly after = new Map<PrioritizedRule, PrioritizedRule[]>();
  private readonly before = new Map<PrioritizedRule, PrioritizedRule[]>();

  /** @param ordered - by {@link comparePrecedence} */
  constructor(ordered: readonly PrioritizedRule[]) {
    for (const rule of ordered) {
      this.after.set(rule, []);
      this.before.set(rule, []);
    }
    const segments = new Map(ordered.map((rule) => [rule, segmentOf(rule.specificity).first]));
    for (const [index, first] of ordered.entries()) {
      for (const second of ordered.slice(index + 1)) {
        const tied = compareSpecificity(first.specificity, second.specificity) === 0;
        const matters = tied
          ? overlap(first.reach, second.reach) && !sameEffect(first, second)
          : overlap(first.reach, second.reach) || segments.get(first) === segments.get(second);
        if (!matters) continue;
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
