import {
  allocatePriorities,
  type LockedPriorities,
  NOTHING_LOCKED,
  segmentOf,
} from "../../../../constructs/aws/priorities";
import { lowerRouter, type RuleSpec, type Specificity } from "../../../../constructs/aws/rules";
import type { Route, RouteMatch } from "../../../../lib/topology";

type Written = RouteMatch & { readonly hostnames?: readonly string[]; readonly to?: string };

/** Rules of routes written as `{ name: match }`, in this order. */
function rules(routes: Readonly<Record<string, Written>>): readonly RuleSpec[] {
  const list = Object.entries(routes).map(
    ([name, { hostnames, to = name, ...match }]): Route => ({
      name,
      matches: [match],
      ...(hostnames === undefined ? {} : { hostnames }),
      backends: [{ service: to }],
    }),
  );
  return lowerRouter({ name: "router", routes: list }, { listener: { protocol: "HTTP", port: 80 } }).rules;
}

const prefix = (value: string): RouteMatch => ({ path: { type: "PathPrefix", value } });
const exact = (value: string): RouteMatch => ({ path: { type: "Exact", value } });
const expression = (value: string): RouteMatch => ({ path: { type: "RegularExpression", value } });
const header = (value: string): RouteMatch => ({ headers: [{ name: "x", value }] });

function order(priorities: ReadonlyMap<string, number>): readonly string[] {
  return [...priorities].sort(([, a], [, b]) => a - b).map(([id]) => id);
}

function locked(entries: Readonly<Record<string, number>>, from: LockedPriorities, retired: number[] = []) {
  return {
    rules: new Map(
      Object.entries(entries).map(([id, priority]) => [
        id,
        { priority, specificity: from.rules.get(id)?.specificity ?? "" },
      ]),
    ),
    retired,
  };
}

describe("the order of priorities", () => {
  test("is the precedence of the Gateway API over hosts and paths of the whole listener", () => {
    const { priorities } = allocatePriorities(
      rules({
        anything: {},
        root: { hostnames: ["*.com"], ...prefix("/") },
        "wide-path": { hostnames: ["*.com"], ...exact("/a") },
        narrow: { hostnames: ["*.a.com"], ...prefix("/") },
        host: { hostnames: ["b.a.com"], ...prefix("/") },
        short: { hostnames: ["b.a.com"], ...prefix("/a") },
        long: { hostnames: ["b.a.com"], ...prefix("/a/b") },
        expression: { hostnames: ["b.a.com"], ...expression("/a/.*") },
        exact: { hostnames: ["b.a.com"], ...exact("/a/b") },
        method: { hostnames: ["b.a.com"], ...prefix("/a"), method: "GET" },
        header: { hostnames: ["b.a.com"], ...prefix("/a"), ...header("1") },
      }),
    );
    expect(order(priorities)).toEqual([
      ...["exact", "expression", "long", "method", "header", "short", "host"],
      ...["narrow", "wide-path", "root", "anything"],
    ]);
  });

  test("is that of the routes where nothing else tells them apart", () => {
    const { priorities } = allocatePriorities(
      rules({
        first: { ...prefix("/a"), ...header("1") },
        second: { ...prefix("/a"), headers: [{ name: "y", value: "1" }] },
      }),
    );
    expect(order(priorities)).toEqual(["first", "second"]);
  });
});

describe("a rule keeps its priority", () => {
  const before = { a: prefix("/a"), b: prefix("/b"), c: exact("/c") };
  const first = allocatePriorities(rules(before));

  test.each<[string, Readonly<Record<string, Written>>]>([
    ["when another is added in front", { new: prefix("/a"), ...before }],
    ["when a more specific one is added", { ...before, new: { ...prefix("/a"), ...header("1") } }],
    ["when another is removed", { b: prefix("/b") }],
    ["when routes that never meet change places", { c: exact("/c"), b: prefix("/b"), a: prefix("/a") }],
    ["when it leads elsewhere", { ...before, a: { ...prefix("/a"), to: "elsewhere" } }],
    ["when it matches another path of the same depth", { ...before, a: prefix("/other") }],
  ])("%s", (_, after) => {
    const { priorities, diagnostics } = allocatePriorities(rules(after), first.lock);
    for (const [id, priority] of priorities) if (id in before) expect(priority).toBe(first.priorities.get(id));
    expect(diagnostics).toEqual([]);
  });

  test("through forty others that are put before it, and forty behind it", () => {
    let list: Readonly<Record<string, Written>> = { first: { ...prefix("/a"), ...header("0") } };
    let { priorities, lock } = allocatePriorities(rules(list));
    for (let count = 1; count <= 40; count++) {
      const known = priorities;
      const [early, late] = [`early-${count}`, `late-${count}`];
      list = {
        [early]: { ...prefix("/a"), ...header(String(count)) },
        ...list,
        [late]: { ...prefix("/a"), ...header(String(-count)) },
      };
      const next = allocatePriorities(rules(list), lock);
      expect(next.diagnostics).toEqual([]);
      for (const [id, priority] of known) expect(next.priorities.get(id)).toBe(priority);
      expect(order(next.priorities)).toEqual(Object.keys(list));
      ({ priorities, lock } = next);
    }
  });
});

describe("a rule moves to a priority that nobody had", () => {
  test("when it trades places with one that ties with it, and the other stays", () => {
    const a = { ...prefix("/a"), ...header("1") };
    const b = { ...prefix("/a"), headers: [{ name: "y", value: "1" }] };
    const first = allocatePriorities(rules({ a, b }));
    const { priorities } = allocatePriorities(rules({ b, a }), first.lock);
    expect(order(priorities)).toEqual(["b", "a"]);
    const moved = ["a", "b"].filter((id) => priorities.get(id) !== first.priorities.get(id));
    expect(moved).toHaveLength(1);
    expect([...first.priorities.values()]).not.toContain(priorities.get(moved[0] ?? ""));
  });

  test("when it comes to overlap one that ties with it and lies on its other side, and that one stays", () => {
    const [get, post] = [
      { ...prefix("/a"), ...header("1"), method: "GET" },
      { ...prefix("/a"), headers: [{ name: "y", value: "1" }], method: "POST" },
    ] as const;
    const { lock } = allocatePriorities(rules({ get, post }));
    const reversed: LockedPriorities = {
      ...lock,
      rules: new Map([...lock.rules].map(([id, rule]) => [id, { ...rule, priority: id === "get" ? 200 : 100 }])),
    };
    const as = (name: "get" | "post") => ({
      get: name === "get" ? { ...get, method: "POST" as const } : get,
      post: name === "post" ? { ...post, method: "GET" as const } : post,
    });
    for (const changed of ["get", "post"] as const) {
      const { priorities, diagnostics } = allocatePriorities(rules(as(changed)), reversed);
      const stays = changed === "get" ? "post" : "get";
      expect(order(priorities)).toEqual(["get", "post"]);
      expect(priorities.get(stays)).toBe(reversed.rules.get(stays)?.priority);
      expect(diagnostics).toEqual([]);
    }
  });

  test("when it becomes more specific", () => {
    const first = allocatePriorities(rules({ a: prefix("/a"), b: prefix("/b") }));
    const { priorities, lock } = allocatePriorities(rules({ a: exact("/a"), b: prefix("/b") }), first.lock);
    expect(priorities.get("a")).toBeLessThan(first.priorities.get("a") ?? 0);
    expect(priorities.get("b")).toBe(first.priorities.get("b"));
    expect(lock.retired).toEqual([first.priorities.get("a")]);
  });

  test("with a warning, when no number is left beside it", () => {
    const [before, between, after] = [
      { ...prefix("/a"), ...header("1") },
      { ...prefix("/a"), ...header("2") },
      { ...prefix("/a"), ...header("3") },
    ];
    const { lock } = allocatePriorities(rules({ before, after }));
    const full = locked({ before: 100, after: 101 }, lock);
    const { priorities, diagnostics } = allocatePriorities(rules({ before, between, after }), full);
    expect(priorities.get("before")).toBe(100);
    expect(order(priorities)).toEqual(["before", "between", "after"]);
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: "alb-priority-moved",
        severity: "warning",
        message: expect.stringContaining('"after"'),
      }),
    ]);
  });

  test("also at the very end of the priorities", () => {
    const list = { before: { ...prefix("/a"), ...header("1") }, last: { ...prefix("/a"), ...header("2") } };
    const { lock } = allocatePriorities(rules(list));
    const full = locked({ before: 50_000 }, lock);
    const { priorities } = allocatePriorities(rules(list), full);
    expect(order(priorities)).toEqual(["before", "last"]);
    expect(priorities.get("before")).toBeLessThan(50_000);
  });
});

describe("a lock file", () => {
  test("keeps the numbers of rules that are gone from being given out again", () => {
    const { priorities, lock } = allocatePriorities(rules({ a: prefix("/a") }));
    const without = allocatePriorities(rules({}), lock);
    expect(without.lock).toEqual({ rules: new Map(), retired: [priorities.get("a")] });
    const again = allocatePriorities(rules({ a: prefix("/a") }), without.lock);
    expect(again.priorities.get("a")).not.toBe(priorities.get("a"));
  });

  test("that gives one number to two rules, as a merge of branches may, keeps one of them", () => {
    const list = { a: prefix("/a"), b: prefix("/b") };
    const { lock } = allocatePriorities(rules(list));
    const { priorities } = allocatePriorities(rules(list), locked({ a: 40_000, b: 40_000 }, lock));
    expect(priorities.get("a")).toBe(40_000);
    expect(priorities.get("b")).not.toBe(40_000);
  });

  test("forgets old retired numbers at last", () => {
    const retired = Array.from({ length: 600 }, (_, index) => index + 1);
    const { lock } = allocatePriorities(rules({}), { ...NOTHING_LOCKED, retired });
    expect(lock.retired).toEqual(retired.slice(-500));
  });
});

test("more rules than priorities are an error, and nothing is given out", () => {
  const [rule] = rules({ a: prefix("/a") });
  const many = Array.from({ length: 50_001 }, (_, index) => ({ ...(rule as RuleSpec), id: String(index) }));
  const { priorities, diagnostics } = allocatePriorities(many);
  expect(priorities.size).toBe(0);
  expect(diagnostics).toEqual([expect.objectContaining({ code: "alb-priorities", severity: "error" })]);
});

describe("segments", () => {
  const base: Specificity = {
    host: { type: "exact" },
    path: { type: "prefix", segments: 1 },
    method: false,
    headers: 0,
    queryParams: 0,
    sourceRanges: false,
  };
  const descending: readonly Partial<Specificity>[] = [
    { path: { type: "exact" }, method: true },
    { path: { type: "exact" } },
    { path: { type: "regular-expression", length: 90 } },
    { path: { type: "regular-expression", length: 5 } },
    ...[9, 6, 5, 2].map((segments): Partial<Specificity> => ({ path: { type: "prefix", segments } })),
    { method: true, headers: 3 },
    { method: true },
    { headers: 2 },
    { headers: 1, queryParams: 1 },
    { headers: 1 },
    { queryParams: 2 },
    { queryParams: 1 },
    { sourceRanges: true },
    {},
    { path: { type: "prefix", segments: 0 } },
    ...[9, 5, 4, 3, 2, 1].map((labels): Partial<Specificity> => ({ host: { type: "wildcard", labels } })),
    { host: { type: "every" } },
  ];

  test("follow each other by specificity, and do not overlap unless they are the same", () => {
    const segments = descending.map((parts) => segmentOf({ ...base, ...parts }));
    for (const [index, segment] of segments.entries()) {
      expect(segment.last).toBeGreaterThan(segment.first);
      const next = segments[index + 1];
      if (next !== undefined && next.first !== segment.first) expect(next.first).toBeGreaterThan(segment.last);
    }
  });

  test("leave the first thousand priorities and the last to rules that others make", () => {
    const most = segmentOf({
      ...base,
      path: { type: "exact" },
      method: true,
      headers: 9,
      queryParams: 9,
      sourceRanges: true,
    });
    const least = segmentOf({ ...base, host: { type: "every" }, path: { type: "prefix", segments: 0 } });
    expect(most.first).toBe(1001);
    expect(least.last).toBe(49_000);
  });
});
