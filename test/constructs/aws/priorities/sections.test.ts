import { TerraformStack, Testing } from "cdktf";
import fc from "fast-check";
import { RuleSections } from "../../../../constructs/aws/edge/rule-sections";
import type { LockDocument } from "../../../../constructs/aws/lock";
import type { Segment } from "../../../../constructs/aws/priorities";
import { compareSpecificity, lowerRouter, overlap, type RuleSpec } from "../../../../constructs/aws/rules";
import { bodies, type RouteBody } from "./edits";

/** What one stack has on the shared listener. */
interface Part {
  readonly routes: readonly RouteBody[];
  readonly range: Segment | undefined;
}

interface Placed {
  readonly path: string;
  readonly rule: RuleSpec;
  readonly priority: number;
  readonly range: Segment | undefined;
}

function rulesOf(routes: readonly RouteBody[]): readonly RuleSpec[] {
  const named = routes.map((route, index) => ({ ...route, name: `r${index}`, backends: [{ service: "s" }] }));
  return lowerRouter({ name: "router", routes: named }, { listener: { protocol: "HTTP", port: 80 } }).rules;
}

/** Gives all parts their priorities, and what the lock file says then. */
function allocate(
  parts: ReadonlyMap<string, Part>,
  before: LockDocument,
): { rules: readonly Placed[]; lock: LockDocument } {
  const sections = RuleSections.of(new TerraformStack(Testing.app(), "stack"), "listener");
  const rules = new Map([...parts].map(([path, { routes }]) => [path, rulesOf(routes)]));
  for (const [path, { range }] of parts) {
    sections.add({ path, rules: () => rules.get(path) ?? [], locked: () => before, range, isShared: true });
  }
  const lock = new Map(before);
  const placed: Placed[] = [];
  for (const [path, { range }] of parts) {
    const allocation = sections.allocationOf(path);
    lock.set(path, allocation.lock);
    for (const rule of rules.get(path) ?? []) {
      placed.push({ path, rule, range, priority: allocation.priorities.get(rule.id) ?? Number.NaN });
    }
  }
  return { rules: placed, lock };
}

const RANGES: readonly (Segment | undefined)[] = [
  undefined,
  undefined,
  { first: 100, last: 600 },
  { first: 40_000, last: 49_999 },
];

const part: fc.Arbitrary<Part> = fc.record({
  routes: fc.array(bodies(2), { minLength: 1, maxLength: 5 }),
  range: fc.constantFrom(...RANGES),
});

const parts = fc
  .uniqueArray(fc.tuple(fc.constantFrom("a/edge/http", "b/edge/http", "c/edge/http"), part), {
    selector: ([path]) => path,
    minLength: 2,
  })
  .map((entries) => new Map(entries));

const NUM_RUNS = 60;

test("no two rules on a listener have one priority, and each is within its range", () => {
  fc.assert(
    fc.property(parts, (given) => {
      const { rules } = allocate(given, new Map());
      expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
      for (const { priority, range = { first: 1, last: 50_000 } } of rules) {
        expect(priority).toBeGreaterThanOrEqual(range.first);
        expect(priority).toBeLessThanOrEqual(range.last);
      }
    }),
    { numRuns: NUM_RUNS },
  );
});

test("of two rules that can apply to one request, the more specific one comes first, whichever stacks they are of", () => {
  fc.assert(
    fc.property(parts, (given) => {
      const { rules } = allocate(given, new Map());
      for (const [index, one] of rules.entries()) {
        for (const other of rules.slice(index + 1)) {
          if ((one.range ?? other.range) !== undefined && one.path !== other.path) continue;
          const specificity = compareSpecificity(one.rule.specificity, other.rule.specificity);
          if (specificity === 0 || !overlap(one.rule.reach, other.rule.reach)) continue;
          expect(Math.sign(one.priority - other.priority)).toBe(Math.sign(specificity));
        }
      }
    }),
    { numRuns: NUM_RUNS },
  );
});

test("a stack that comes, or is not there for once, changes no priority of another", () => {
  fc.assert(
    fc.property(parts, part, (given, newcomer) => {
      const first = allocate(given, new Map());
      const second = allocate(new Map([...given, ["z/edge/http", newcomer]]), first.lock);
      const alone = allocate(new Map([["z/edge/http", newcomer]]), second.lock);
      const numbers = (placed: readonly Placed[], isOwn: (path: string) => boolean) =>
        placed.filter(({ path }) => isOwn(path)).map(({ path, rule, priority }) => [path, rule.id, priority]);
      const others = (path: string) => path !== "z/edge/http";
      expect(numbers(second.rules, others)).toEqual(numbers(first.rules, others));
      expect(numbers(alone.rules, () => true)).toEqual(numbers(second.rules, (path) => !others(path)));
    }),
    { numRuns: NUM_RUNS },
  );
});
