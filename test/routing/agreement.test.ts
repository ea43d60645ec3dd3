import fc from "fast-check";
import { compileMatcher, createDecider } from "../../lib/routing";
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
