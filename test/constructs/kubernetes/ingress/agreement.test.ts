import fc from "fast-check";
import { isSameLocation, readTargets } from "../../../../lib/parity";
import { createDecider, type Decision } from "../../../../lib/routing";
import type { Router, Topology } from "../../../../lib/topology";
import { exchanges } from "../../../routing/arbitraries";
import { COMPARED_CLASSES, type ComparedClass } from "./compared-classes";
import { lower, outputOf } from "./lowering";

/** A router without the routes that a class refuses, and those that it refuses without them. */
function expressible(router: Router, className: string): Router {
  const { findings } = lower(router, { className });
  const refused = new Set(findings.flatMap(({ severity, route }) => (severity === "error" ? (route ?? []) : [])));
  if (refused.size === 0) return router;
  return expressible({ ...router, routes: router.routes.filter((_, index) => !refused.has(index)) }, className);
}

/** A service without members answers 503 in Portico; an output of routes does not say which have none. */
function withMembers(topology: Topology, router: Router): Topology {
  const services = (topology.services ?? []).map((service) => ({
    ...service,
    members: [{ address: "10.0.0.1", port: 80 }],
  }));
  return { ...topology, routers: [router], services };
}

/** What of a decision a client or a service could tell. */
function essence(decision: Decision, { status: told = (status) => status }: ComparedClass): object {
  const { route, service, status, path, host, location, backends = [] } = decision;
  return {
    route,
    service,
    status: service === null && status !== null ? told(status) : null,
    path,
    host,
    isRedirect: location !== undefined,
    shares: backends
      .filter(({ share }) => share > 0)
      .map((backend) => `${backend.service} ${backend.share.toFixed(6)}`)
      .sort(),
  };
}

function isSamePlace({ location: a }: Decision, { location: b }: Decision): boolean {
  return a === undefined || b === undefined || isSameLocation(a, b);
}

describe.each(COMPARED_CLASSES)("an Ingress of class $className, with what belongs to it,", (compared) => {
  const { className, narrow, narrowRequest = (request) => request, differs = () => false } = compared;

  test("decides as Portico does wherever no route was refused", () => {
    let asked = 0;
    fc.assert(
      fc.property(exchanges(20), ({ topology: generated, requests }) => {
        const [given] = generated.routers ?? [];
        if (given === undefined) return;
        const router = expressible(narrow(given), className);
        const { objects, findings } = lower(router, { className });
        expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
        const [target] = readTargets(outputOf(objects));
        if (target === undefined) return;
        const decider = createDecider(withMembers(generated, router));
        for (const request of requests.map(narrowRequest).filter((request) => !differs(request))) {
          const expected = decider.decide(request);
          for (const reading of [target, ...target.otherReadings]) {
            const decision = reading.decide(request);
            expect({ request, ...essence(decision, compared) }).toEqual({ request, ...essence(expected, compared) });
            if (!isSamePlace(decision, expected)) expect(decision.location).toBe(expected.location);
          }
          asked++;
        }
      }),
      { numRuns: 300 },
    );
    expect(asked).toBeGreaterThan(300);
  });

  test("has the objects that each of its routes has by itself, or fewer", () => {
    fc.assert(
      fc.property(exchanges(1), ({ topology }) => {
        const [router] = topology.routers ?? [];
        if (router === undefined) return;
        const alone = router.routes.flatMap((route) => lower({ ...router, routes: [route] }, { className }).objects);
        const ids = new Set(alone.map(({ id }) => id));
        expect(lower(router, { className }).objects.filter(({ id }) => !ids.has(id))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
