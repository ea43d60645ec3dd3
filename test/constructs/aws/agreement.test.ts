import fc from "fast-check";
import { lowerRoute } from "../../../constructs/aws/rules";
import { isSameLocation, readTargets } from "../../../lib/parity";
import { createDecider, type Decision, type DecisionRequest } from "../../../lib/routing";
import type { Router, Topology } from "../../../lib/topology";
import { exchanges } from "../../routing/arbitraries";
import { albDocument } from "./support/alb-document";

const RUNS = 300;

/** The Topology with the routes alone that a load balancer can express, so that what is left must agree. */
function expressible(topology: Topology): Topology {
  return { ...staffed(topology), routers: (topology.routers ?? []).map(withoutDiagnostics) };
}

function withoutDiagnostics(router: Router): Router {
  const routes = router.routes.filter((route, index) => lowered(router, route, index).diagnostics.length === 0);
  return { ...router, routes };
}

function lowered(router: Router, route: Router["routes"][number], index: number) {
  return lowerRoute(route, index, { router, listener: { protocol: "HTTP", port: 80 } });
}

/** A load balancer tries each of several fields of one name, and sees the first Host alone. */
function isComparable({ headers = [] }: DecisionRequest): boolean {
  const names = headers.map(([name]) => name.toLowerCase());
  return new Set(names).size === names.length && !names.includes("host");
}

function outcome({ route, status, location, backends, path, host, response }: Decision) {
  if (location !== undefined) return { route, status, location };
  if (response !== undefined || route === null) return { route, status };
  const total = (backends ?? []).reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return { route, status: 500 };
  return { route, backends: (backends ?? []).map(({ service, share }) => [service, share.toFixed(6)]), path, host };
}

/** Every service has a member: a load balancer's rules do not tell one without. */
function staffed(topology: Topology): Topology {
  const members = [{ address: "127.0.0.1", port: 8000 }];
  return { ...topology, services: (topology.services ?? []).map((service) => ({ ...service, members })) };
}

test("what is synthesized decides as the reference matcher does, where the lowering has nothing to report", () => {
  let compared = 0;
  fc.assert(
    fc.property(exchanges(20, { maxRoutes: 10 }), ({ topology, requests }) => {
      const subject = expressible(topology);
      const [router] = subject.routers ?? [];
      if (router === undefined || router.routes.length === 0) return;
      const rules = router.routes.flatMap((route, index) => lowered(router, route, index).rules);
      const services = (subject.services ?? []).map(({ name }) => name);
      const [alb] = readTargets(albDocument(rules, services));
      if (alb === undefined) throw new Error("the document has no load balancer");
      const reference = createDecider(subject);
      for (const request of requests.filter(isComparable)) {
        const expected = outcome(reference.decide(request));
        const actual = outcome(alb.decide(request));
        if ("location" in expected && "location" in actual) {
          expect(isSameLocation(String(actual.location), String(expected.location))).toBe(true);
          expect({ ...actual, location: "" }).toEqual({ ...expected, location: "" });
        } else {
          expect(actual).toEqual(expected);
        }
        compared++;
      }
    }),
    { numRuns: RUNS },
  );
  expect(compared).toBeGreaterThan(RUNS);
});
