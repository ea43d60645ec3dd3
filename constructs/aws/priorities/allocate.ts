import type { Diagnostic } from "../../../lib/topology";
import { describeReach, describeSpecificity } from "../rules";
import { Constraints, comparePrecedence, type PrioritizedRule } from "./constraints";
import { idealOf, PRIORITIES, type Segment, scaled, segmentOf } from "./segments";
import { type Bounds, Slots } from "./slots";

/** What is remembered of a listener's priorities from one synthesis to the next. */
export interface LockedPriorities {
  /** By the rule's id. */
  readonly rules: ReadonlyMap<string, LockedRule>;
  /** Priorities that rules had and have no longer, the latest last. They are not given out again. */
  readonly retired: readonly number[];
  /** Names the listener, where several sections are about one. */
  readonly listener?: string;
}

export interface LockedRule {
  readonly priority: number;
  /** How specific the rule was when it was given its priority; see `describeSpecificity`. */
  readonly specificity: string;
  /** Which requests it could apply to; see `describeReach`. Absent where an older file does not say. */
  readonly reach?: string;
}

export const NOTHING_LOCKED: LockedPriorities = { rules: new Map(), retired: [] };

export interface Allocation {
  /** Of every rule, by its id. Empty where a listener has more rules than there are priorities. */
  readonly priorities: ReadonlyMap<string, number>;
  /** What to remember. */
  readonly lock: LockedPriorities;
  readonly diagnostics: readonly Diagnostic[];
}

/** What of the priorities is not for these rules to have. */
export interface Room {
  /**
   * Numbers of rules that somebody else has on the listener.
   *
   * @default none
   */
  readonly reserved?: ReadonlySet<number>;
  /** @default all that there are */
  readonly range?: Segment;
}

/** How many retired priorities are remembered. */
export const RETIRED = 500;

/**
 * Gives each rule of a listener a priority of its own, so that of two rules that can apply to one request the one that
 * takes precedence has the lower number.
 *
 * A rule keeps the number that it has. A number that a rule had is given to no other one, since Terraform may create and
 * change rules before it deletes others. A rule gets another number only where
 * - it has become more or less specific,
 * - it has come to apply to other requests, and so to overlap a rule that lies on the wrong side of it,
 * - it has changed places with another rule that is as specific and overlaps it; of the two one moves,
 * - or, reported as a warning, no number is left between rules that another one has to go between.
 *
 * @param rules - of one listener, ids unique
 * @param locked - from the last synthesis; without it the result depends on the rules alone
 * @param room - where others have rules on the listener
 */
export function allocatePriorities(
  rules: readonly PrioritizedRule[],
  locked: LockedPriorities = NOTHING_LOCKED,
  room: Room = {},
): Allocation {
  const range = room.range ?? PRIORITIES;
  if (rules.length > range.last - range.first + 1) return exhausted(rules.length, locked);
  const ordered = [...rules].sort(comparePrecedence);
  const constraints = new Constraints(ordered);
  const kept = keep(ordered, constraints, locked, room);
  const crowded: PrioritizedRule[] = [];
  for (;;) {
    const placed = place(ordered, constraints, kept, locked, room);
    if ("priorities" in placed) return allocation(placed.priorities, locked, crowded);
    if (placed.blocker === undefined) return exhausted(rules.length, locked);
    crowded.push(placed.blocker);
    kept.delete(placed.blocker);
  }
}

type Priorities = Map<PrioritizedRule, number>;

/**
 * The rules that can stay where they are. Of those that cannot, one that came to apply to other requests goes first, so
 * that it makes way for a rule that nobody touched, and then the one in most others' way.
 */
function keep(
  ordered: readonly PrioritizedRule[],
  constraints: Constraints,
  { rules: locked }: LockedPriorities,
  { reserved, range = PRIORITIES }: Room,
): Priorities {
  const kept: Priorities = new Map();
  const changed = new Set<PrioritizedRule>();
  const seen = new Set<number>(reserved);
  for (const rule of ordered) {
    const entry = locked.get(rule.id);
    if (entry === undefined || entry.specificity !== describeSpecificity(rule.specificity)) continue;
    if (seen.has(entry.priority) || entry.priority < range.first || entry.priority > range.last) continue;
    seen.add(entry.priority);
    kept.set(rule, entry.priority);
    if (entry.reach !== undefined && entry.reach !== describeReach(rule.reach)) changed.add(rule);
  }
  for (;;) {
    const worst = mostConflicts(kept, constraints, changed);
    if (worst === undefined) return kept;
    kept.delete(worst);
  }
}

function mostConflicts(
  kept: Priorities,
  constraints: Constraints,
  changed: ReadonlySet<PrioritizedRule>,
): PrioritizedRule | undefined {
  const conflicts = new Map<PrioritizedRule, number>();
  const count = (rule: PrioritizedRule) => conflicts.set(rule, (conflicts.get(rule) ?? 0) + 1);
  for (const [rule, priority] of kept) {
    for (const successor of constraints.successors(rule)) {
      const other = kept.get(successor);
      if (other === undefined || other > priority) continue;
      count(rule);
      count(successor);
    }
  }
  const suspects = [...conflicts.keys()].filter((rule) => changed.has(rule));
  let worst: PrioritizedRule | undefined;
  for (const rule of suspects.length > 0 ? suspects : conflicts.keys()) {
    if (worst === undefined || (conflicts.get(rule) ?? 0) >= (conflicts.get(worst) ?? 0)) worst = rule;
  }
  return worst;
}

/** Gives priorities to all rules that have none; or names the kept rule that one of them has no room beside. */
function place(
  ordered: readonly PrioritizedRule[],
  constraints: Constraints,
  kept: Priorities,
  locked: LockedPriorities,
  { reserved = new Set(), range = PRIORITIES }: Room,
): { readonly priorities: Priorities } | { readonly blocker: PrioritizedRule | undefined } {
  const had = [...locked.rules.values()].map(({ priority }) => priority);
  const slots = new Slots(new Set([...had, ...locked.retired, ...kept.values(), ...reserved]), range);
  const ceilings = upperBounds(ordered, constraints, kept);
  const priorities: Priorities = new Map(kept);
  for (const rule of ordered) {
    if (kept.has(rule)) continue;
    const floor = highest(constraints.predecessors(rule), priorities);
    const ceiling = ceilings.get(rule);
    const bounds: Bounds = { above: bound(floor), below: bound(ceiling) };
    const priority = slots.take(rule.id, scaled(segmentOf(rule.specificity), range), idealOf(rule.specificity), bounds);
    if (priority === undefined) return { blocker: ceiling?.rule ?? keptAbove(rule, constraints, kept) };
    priorities.set(rule, priority);
  }
  return { priorities };
}

interface Neighbour {
  readonly rule: PrioritizedRule;
  readonly priority: number;
}

function bound(neighbour: Neighbour | undefined): Bounds["above"] {
  return neighbour && { priority: neighbour.priority, ideal: idealOf(neighbour.rule.specificity) };
}

/** The first kept rule that must follow each rule, directly or behind others that are yet to be placed. */
function upperBounds(
  ordered: readonly PrioritizedRule[],
  constraints: Constraints,
  kept: Priorities,
): ReadonlyMap<PrioritizedRule, Neighbour> {
  const bounds = new Map<PrioritizedRule, Neighbour>();
  for (const rule of [...ordered].reverse()) {
    if (kept.has(rule)) continue;
    for (const successor of constraints.successors(rule)) {
      const priority = kept.get(successor);
      const behind = bounds.get(successor);
      const bound =
        priority !== undefined
          ? { rule: successor, priority }
          : behind && { rule: behind.rule, priority: behind.priority - 1 };
      const known = bounds.get(rule);
      if (bound !== undefined && (known === undefined || bound.priority < known.priority)) bounds.set(rule, bound);
    }
  }
  return bounds;
}

function highest(rules: readonly PrioritizedRule[], priorities: Priorities): Neighbour | undefined {
  let result: Neighbour | undefined;
  for (const rule of rules) {
    const priority = priorities.get(rule);
    if (priority !== undefined && priority > (result?.priority ?? 0)) result = { rule, priority };
  }
  return result;
}

/** The last kept rule before a rule that has nothing but the end of all priorities behind it. */
function keptAbove(rule: PrioritizedRule, constraints: Constraints, kept: Priorities): PrioritizedRule | undefined {
  const pending = [...constraints.predecessors(rule)];
  const seen = new Set(pending);
  let result: Neighbour | undefined;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const priority = kept.get(next);
    if (priority !== undefined && priority > (result?.priority ?? 0)) result = { rule: next, priority };
    for (const predecessor of constraints.predecessors(next)) {
      if (!seen.has(predecessor)) pending.push(predecessor);
      seen.add(predecessor);
    }
  }
  return result?.rule;
}

function allocation(placed: Priorities, locked: LockedPriorities, crowded: readonly PrioritizedRule[]): Allocation {
  const byId = [...placed].sort(([a], [b]) => (a.id < b.id ? -1 : 1));
  const priorities = new Map(byId.map(([{ id }, priority]) => [id, priority]));
  const given = new Set(priorities.values());
  const left = [...locked.rules.values()].map(({ priority }) => priority).filter((priority) => !given.has(priority));
  const retired = [...new Set([...locked.retired, ...left.sort((a, b) => a - b)])].slice(-RETIRED);
  const rules = new Map(
    byId.map(([{ id, specificity, reach }, priority]) => [
      id,
      { priority, specificity: describeSpecificity(specificity), reach: describeReach(reach) },
    ]),
  );
  const moved = crowded.map(({ id }) => `"${id}"`);
  return {
    priorities,
    lock: { rules, retired },
    diagnostics: moved.length === 0 ? [] : [movedDiagnostic(moved)],
  };
}

function movedDiagnostic(moved: readonly string[]): Diagnostic {
  return {
    code: "alb-priority-moved",
    severity: "warning",
    path: "",
    message: `no priority was left between rules that another one has to go between, so ${moved.join(", ")} moved`,
    remedy: "apply as usual: no rule takes a priority that another one had",
  };
}

function exhausted(count: number, lock: LockedPriorities): Allocation {
  const diagnostic: Diagnostic = {
    code: "alb-priorities",
    severity: "error",
    path: "",
    message: `there is no priority left for one of the listener's ${count} rules`,
    remedy: "spread the routes over several edges",
  };
  return { priorities: new Map(), lock, diagnostics: [diagnostic] };
}
