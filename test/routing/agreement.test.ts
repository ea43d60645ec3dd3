import fc from "fast-check";
import { compileMatcher, compileMatcherInSteps, createDecider, type Matcher } from "../../lib/routing";
import type { Router } from "../../lib/topology";
import { exchanges } from "./arbitraries";

const RUNS = 2000;

describe("the compiled matcher", () => {
  test("decides as the reference matcher does", () => {
    fc.assert(
      fc.property(exchanges(20), ({ topology, requests }) => {
        const reference = createDecider(topology);
        const compiled = createDecider(topology, { createMatcher: compileMatcher });
        for (const request of requests) expect(compiled.decide(request)).toEqual(reference.decide(request));
      }),
      { numRuns: RUNS },
    );
  });

  test("decides the same request the same way each time, whatever came between", () => {
    fc.assert(
      fc.property(exchanges(8), ({ topology, requests }) => {
        const decider = createDecider(topology, { createMatcher: compileMatcher });
        const first = requests.map((request) => decider.decide(request));
        const again = requests.toReversed().map((request) => decider.decide(request));
        expect(again.toReversed()).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the matcher that is compiled in steps", () => {
  test("decides as the one compiled at once, whatever is compiled between the steps", () => {
    fc.assert(
      fc.property(exchanges(12), fc.array(fc.nat(3)), ({ topology, requests }, turns) => {
        const together = compileTogether(topology.routers ?? [], turns);
        const inSteps = createDecider(topology, { createMatcher: (router) => together.get(router) as Matcher });
        const atOnce = createDecider(topology, { createMatcher: compileMatcher });
        for (const request of requests) expect(inSteps.decide(request)).toEqual(atOnce.decide(request));
      }),
      { numRuns: 300 },
    );
  });

  test("can be left between any two matches", () => {
    const routes = Array.from({ length: 500 }, (_, index) => ({
      name: `route-${index}`,
      matches: [{ path: { type: "PathPrefix", value: `/${index}` } } as const],
      backends: [{ service: "service" }],
    }));

    const steps = [...compileMatcherInSteps({ name: "main", routes })];

    // They are read, ranked, added to the table, and have a node and an edge each.
    expect(steps.length).toBeGreaterThanOrEqual(5 * routes.length);
  });
});

/**
 * Compiles each router twice and all at the same time.
 *
 * @param turns how many steps each takes in turn
 */
function compileTogether(routers: readonly Router[], turns: readonly number[]): ReadonlyMap<Router, Matcher> {
  const matchers = new Map<Router, Matcher>();
  let running = [...routers, ...routers].map((router) => ({ router, steps: compileMatcherInSteps(router) }));
  for (let turn = 0; running.length > 0; turn++) {
    running = running.filter(({ router, steps }) => {
      for (let left = 1 + (turns[turn % turns.length] ?? 0); left > 0; left--) {
        const step = steps.next();
        if (step.done !== true) continue;
        matchers.set(router, step.value);
        return false;
      }
      return true;
    });
  }
  return matchers;
}

describe("the generators", () => {
  test("reach every outcome, and requests that several matches compete for", () => {
    const seen = new Map<string, number>();
    const count = (outcome: string) => seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    for (const { topology, requests } of fc.sample(exchanges(6), { numRuns: 800, seed: 1 })) {
      const decider = createDecider(topology, { traceLimit: 8 });
      for (const request of requests) {
        const { route, status, trace = [], location } = decider.decide(request);
        count(route === null ? `status ${status}` : location === undefined ? "routed" : "redirected");
        for (const miss of trace) count(miss.outcome === "Failed" ? miss.failure.condition : `outranked by ${miss.by}`);
      }
    }
    const outcomes = ["routed", "redirected", "status 400", "status 404"];
    const conditions = ["hostname", "path", "method", "header", "queryParam", "sourceRanges"];
    const steps = ["hostname", "pathType", "pathLength", "method", "headers", "queryParams", "sourceRanges", "order"];
    const rare = [...outcomes, ...conditions, ...steps.map((step) => `outranked by ${step}`)].filter(
      (outcome) => (seen.get(outcome) ?? 0) < 5,
    );
    expect(rare).toEqual([]);
  });
});
