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
    const standing = standingOf(ordered);
    for (const [index, first] of standing.entries()) {
      for (let other = index + 1; other < standing.length; other++) {
        const second = standing[other];
        if (second === undefined || !matters(first, second)) continue;
        this.after.get(first.rule)?.push(second.rule);
        this.before.get(second.rule)?.push(first.rule);
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

/** A rule, and what is asked of it for each other one. */
interface Standing {
  readonly rule: PrioritizedRule;
  /** The same number for rules that are equally specific: they lie side by side. */
  readonly tie: number;
  readonly segment: number;
}

function standingOf(ordered: readonly PrioritizedRule[]): readonly Standing[] {
  let tie = 0;
  return ordered.map((rule, index) => {
    const before = ordered[index - 1];
    if (before !== undefined && compareSpecificity(before.specificity, rule.specificity) !== 0) tie++;
    return { rule, tie, segment: segmentOf(rule.specificity).first };
  });
}

function matters(first: Standing, second: Standing): boolean {
  const [one, other] = [first.rule, second.rule];
  if (first.tie === second.tie) return overlap(one.reach, other.reach) && !sameEffect(one, other);
  return first.segment === second.segment || overlap(one.reach, other.reach);
}
