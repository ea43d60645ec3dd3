import type { IConstruct } from "constructs";
import type { LockDocument } from "../lock";
import {
  type Allocation,
  allocatePriorities,
  type LockedPriorities,
  NOTHING_LOCKED,
  PRIORITIES,
  type PrioritizedRule,
  RETIRED,
  type Segment,
} from "../priorities";

/** The rules that one construct has on a listener. */
export interface RuleSection {
  /** The construct's path, under which the lock file has it. */
  readonly path: string;
  /** So far; more may come. */
  readonly rules: () => readonly PrioritizedRule[];
  /** What the lock file says of all sections. */
  readonly locked: () => LockDocument;
  readonly range: Segment | undefined;
  /** Whether others may have rules on the listener, in this app or not. */
  readonly isShared: boolean;
}

/** The sections of each listener, by app. */
const listeners = new WeakMap<IConstruct, Map<string, RuleSections>>();

/**
 * All that the stacks of an app have on one listener. Sections without a range of their own are given their priorities
 * together, so that the order of the Gateway API holds over all of them; a section with a range has it for itself.
 */
export class RuleSections {
  /** @param identity - tells the listener from others in the app */
  static of(scope: IConstruct, identity: string): RuleSections {
    const { root } = scope.node;
    const known = listeners.get(root) ?? new Map<string, RuleSections>();
    listeners.set(root, known);
    const sections = known.get(identity) ?? new RuleSections(identity);
    known.set(identity, sections);
    return sections;
  }

  private readonly sections: RuleSection[] = [];
  private computed: { readonly rules: number; readonly allocations: ReadonlyMap<string, Allocation> } | undefined;

  private constructor(private readonly identity: string) {}

  add(section: RuleSection): void {
    this.sections.push(section);
  }

  /** The priorities of a section's rules. Computed when needed, and again when rules have been added since. */
  allocationOf(path: string): Allocation {
    const rules = this.sections.reduce((count, section) => count + section.rules().length, 0);
    if (this.computed?.rules !== rules) this.computed = { rules, allocations: this.allocate() };
    return this.computed.allocations.get(path) ?? allocatePriorities([]);
  }

  private allocate(): ReadonlyMap<string, Allocation> {
    const ordered = [...this.sections].sort((a, b) => (a.path < b.path ? -1 : 1));
    const together = ordered.filter(({ range }) => range === undefined);
    const groups = [
      ...(together.length === 0 ? [] : [together]),
      ...ordered.filter((one) => one.range).map((one) => [one]),
    ];
    const allocations = new Map<string, Allocation>();
    const given = this.absent();
    for (const [index, group] of groups.entries()) {
      const later = groups.slice(index + 1).flat();
      const reserved = new Set([...given, ...later.flatMap((section) => numbersOf(lockOf(section)))]);
      for (const [path, allocation] of this.allocateGroup(group, reserved)) {
        allocations.set(path, allocation);
        for (const priority of allocation.priorities.values()) given.add(priority);
      }
    }
    return allocations;
  }

  /** Numbers of sections on this listener that no construct of the app has. */
  private absent(): Set<number> {
    const present = new Set(this.sections.map(({ path }) => path));
    const others = this.sections.flatMap(({ locked }) =>
      [...locked()].filter(([path, { listener }]) => listener === this.identity && !present.has(path)),
    );
    return new Set(others.flatMap(([, section]) => numbersOf(section)));
  }

  private allocateGroup(group: readonly RuleSection[], reserved: ReadonlySet<number>): ReadonlyMap<string, Allocation> {
    const [only, ...others] = group;
    if (only === undefined) return new Map();
    const name = this.sections.length > 1 || only.isShared ? { listener: this.identity } : {};
    const range = only.range === undefined ? {} : { range: only.range };
    if (others.length === 0) {
      const allocation = allocatePriorities(only.rules(), lockOf(only), { reserved, ...range });
      return new Map([[only.path, { ...allocation, lock: { ...allocation.lock, ...name } }]]);
    }
    const rules = group.flatMap((section) => section.rules().map((rule) => prefixed(section.path, rule)));
    const all = allocatePriorities(rules, joined(group), { reserved });
    return new Map(group.map((section, index) => [section.path, partOf(all, section, name, index === 0)]));
  }
}

function lockOf({ locked, path }: RuleSection): LockedPriorities {
  return locked().get(path) ?? NOTHING_LOCKED;
}

/** Those that rules have, and those that they had. */
function numbersOf({ rules, retired }: LockedPriorities): readonly number[] {
  return [...[...rules.values()].map(({ priority }) => priority), ...retired];
}

/** Ids and names of routes are unique in their section alone; no path holds a space. */
function prefixed(path: string, rule: PrioritizedRule): PrioritizedRule {
  return { ...rule, id: `${path} ${rule.id}`, route: `${path} ${rule.route}` };
}

function joined(group: readonly RuleSection[]): LockedPriorities {
  const locks = group.map((section) => ({ path: section.path, lock: lockOf(section) }));
  return {
    rules: new Map(
      locks.flatMap(({ path, lock }) => [...lock.rules].map(([id, rule]) => [`${path} ${id}`, rule] as const)),
    ),
    retired: locks.flatMap(({ lock }) => lock.retired),
  };
}

/** What of the priorities of several sections is one section's; what is to be said of all is said once. */
function partOf(
  { priorities, lock, diagnostics }: Allocation,
  section: RuleSection,
  name: { readonly listener?: string },
  isFirst: boolean,
): Allocation {
  const prefix = `${section.path} `;
  const own = <T>(entries: ReadonlyMap<string, T>) =>
    new Map(
      [...entries].flatMap(([id, value]) => (id.startsWith(prefix) ? [[id.slice(prefix.length), value] as const] : [])),
    );
  const given = new Set(priorities.values());
  const before = lockOf(section);
  const left = [...before.rules.values()].map(({ priority }) => priority).filter((priority) => !given.has(priority));
  const retired = [...new Set([...before.retired, ...left.sort((a, b) => a - b)])].slice(-RETIRED);
  return {
    priorities: own(priorities),
    lock: { ...name, rules: own(lock.rules), retired },
    diagnostics: isFirst ? diagnostics : [],
  };
}

/** What a range of priorities has to be. */
export function isRange({ first, last }: Segment): boolean {
  return [first, last].every(Number.isInteger) && first >= PRIORITIES.first && last <= PRIORITIES.last && first <= last;
}
