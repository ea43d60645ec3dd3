import fc from "fast-check";
import {
  type Allocation,
  allocatePriorities,
  comparePrecedence,
  NOTHING_LOCKED,
} from "../../../../constructs/aws/priorities";
import { compareSpecificity, lowerRouter, overlap, type RuleSpec } from "../../../../constructs/aws/rules";
import type { Route } from "../../../../lib/topology";
import { type Edit, edits, RouteList } from "./edits";

interface State {
  readonly rules: readonly RuleSpec[];
  readonly allocation: Allocation;
}

function rulesOf(routes: readonly Route[]): readonly RuleSpec[] {
  return lowerRouter({ name: "router", routes }, { listener: { protocol: "HTTP", port: 80 } }).rules;
}

/** Each state after the one before, as syntheses that share a lock file give them. */
function* history(sequence: readonly Edit[]): Generator<readonly [before: State, after: State]> {
  let list = RouteList.empty;
  let before: State = { rules: [], allocation: { priorities: new Map(), lock: NOTHING_LOCKED, diagnostics: [] } };
  for (const edit of sequence) {
    list = list.after(edit);
    const rules = rulesOf(list.routes);
    const after = { rules, allocation: allocatePriorities(rules, before.allocation.lock) };
    yield [before, after];
    before = after;
  }
}

function pairs<T>(list: readonly T[]): readonly (readonly [T, T])[] {
  return list.flatMap((one, index) => list.slice(index + 1).map((other) => [one, other] as const));
}

function mayCompete(one: RuleSpec, other: RuleSpec): boolean {
  return one.route !== other.route && overlap(one.reach, other.reach);
}

function priorityOf({ allocation }: State, { id }: RuleSpec): number {
  return allocation.priorities.get(id) ?? Number.NaN;
}

/** Rules that are in both states, as they were, and in the same order as those that they tie with. */
function untouched(before: State, after: State): readonly RuleSpec[] {
  const known = new Map(before.rules.map((rule) => [rule.id, rule]));
  const same = after.rules.filter((rule) => {
    const old = known.get(rule.id);
    return old !== undefined && content(old) === content(rule);
  });
  const swapped = new Set<RuleSpec>();
  for (const [one, other] of pairs(after.rules.filter(({ id }) => known.has(id)))) {
    const [oldOne, oldOther] = [known.get(one.id), known.get(other.id)];
    if (oldOne === undefined || oldOther === undefined || !mayCompete(one, other)) continue;
    if (compareSpecificity(one.specificity, other.specificity) !== 0) continue;
    if (comparePrecedence(one, other) > 0 === comparePrecedence(oldOne, oldOther) > 0) continue;
    swapped.add(one).add(other);
  }
  return same.filter((rule) => !swapped.has(rule));
}

function movedRules(before: State, after: State): readonly string[] {
  return untouched(before, after)
    .filter((rule) => priorityOf(after, rule) !== priorityOf(before, rule))
    .map(({ id }) => id);
}

function content({ conditions, action, specificity }: RuleSpec): string {
  return JSON.stringify([conditions, action, specificity]);
}

/** What is wrong with a state by itself, and with coming to it from the one before. */
function faults(before: State, after: State): readonly string[] {
  const numbers = after.rules.map((rule) => priorityOf(after, rule));
  const outside = numbers.filter((number) => !(Number.isInteger(number) && number >= 1 && number <= 50_000));
  const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
  const wrong = pairs(after.rules).filter(
    ([one, other]) =>
      mayCompete(one, other) && priorityOf(after, one) < priorityOf(after, other) !== comparePrecedence(one, other) < 0,
  );
  const owners = new Map(before.rules.map((rule) => [priorityOf(before, rule), rule.id]));
  const reused = after.rules.filter((rule) => (owners.get(priorityOf(after, rule)) ?? rule.id) !== rule.id);
  return [
    ...outside.map((number) => `${number} is no priority`),
    ...twice.map((number) => `${number} is given twice`),
    ...wrong.map(([one, other]) => `${one.id} and ${other.id} are in the wrong order`),
    ...reused.map(({ id }) => `${id} has a number that another rule had`),
  ];
}

describe("priorities over a sequence of edits", () => {
  test("order every pair of rules that compete, and no rule takes a number that another one had", () => {
    fc.assert(
      fc.property(edits(3, 40), (sequence) => {
        for (const [before, after] of history(sequence)) expect(faults(before, after)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("never move a rule that was not touched", () => {
    fc.assert(
      fc.property(edits(1, 40), (sequence) => {
        for (const [before, after] of history(sequence)) {
          expect(movedRules(before, after)).toEqual([]);
          expect(after.allocation.diagnostics).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("move a rule that was not touched only with a warning that names it", () => {
    fc.assert(
      fc.property(edits(3, 40), (sequence) => {
        for (const [before, after] of history(sequence)) {
          const [warning] = after.allocation.diagnostics;
          for (const id of movedRules(before, after)) expect(warning?.message).toContain(`"${id}"`);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("are the same for the same rules, and change nothing where nothing changed", () => {
    fc.assert(
      fc.property(edits(3, 30), (sequence) => {
        for (const [, { rules, allocation }] of history(sequence)) {
          const again = allocatePriorities(rules, allocation.lock);
          expect(again.priorities).toEqual(allocation.priorities);
          expect(again.lock).toEqual(allocation.lock);
          expect(allocatePriorities(rules)).toEqual(allocatePriorities(rules));
        }
      }),
      { numRuns: 40 },
    );
  });
});
