import fc from "fast-check";
import type { RouterFinding } from "../../../../constructs/kubernetes/routes";
import { readTargets } from "../../../../lib/parity";
import { createDecider, type Decision, type DecisionRequest } from "../../../../lib/routing";
import type { Router, Topology } from "../../../../lib/topology";
import { exchanges } from "../../../routing/arbitraries";
import { lower, outputOf } from "./lowering";

/** A router without the routes that a class refuses. */
function expressible(router: Router, className: string): Router {
  const refused = (from: Router): readonly RouterFinding[] =>
    lower(from, { className }).findings.filter(({ severity }) => severity === "error");
  const routes = new Set(refused(router).map(({ route }) => route));
  return { ...router, routes: router.routes.filter((_, index) => !routes.has(index)) };
}

/** A router without what no Ingress has, so that tables stay of some size. */
function simplified(router: Router): Router {
  const exactHosts = (hostnames: readonly string[] | undefined) => {
    const kept = hostnames?.filter((hostname) => !hostname.startsWith("*."));
    return kept === undefined || kept.length === 0 ? {} : { hostnames: kept };
  };
  return {
    name: router.name,
    routes: router.routes.map(({ name, hostnames, matches = [], backends = [] }) => ({
      name,
      ...exactHosts(hostnames),
      matches: matches.map(({ path }) => (path === undefined || path.type === "RegularExpression" ? {} : { path })),
      backends: [{ service: backends[0]?.service ?? "s1" }],
    })),
  };
}

const AS_GIVEN = (router: Router) => router;

function withRouter(topology: Topology, router: Router): Topology {
  return { ...topology, routers: [router] };
}

/** What of a decision the output of a target says too. */
function essence({ route, service, status, path, host, location }: Decision): object {
  return { route, service, status: service === null ? withoutMethod(status) : null, path, host, location };
}

/** Traefik keeps the method in its redirects of other methods than GET, and a warning says so. */
function withoutMethod(status: number | null): number | null {
  if (status === 307) return 302;
  return status === 308 ? 301 : status;
}

/** A service without members answers 503 in Portico; an output does not say which have none. */
function withMembers(topology: Topology): Topology {
  return {
    ...topology,
    services: (topology.services ?? []).map((service) => ({
      ...service,
      members: [{ address: "10.0.0.1", port: 80 }],
    })),
  };
}

/** Requests that Traefik is known, and said by a warning, to take otherwise. */
function isPlainForTraefik({ url, headers = [] }: DecisionRequest): boolean {
  const names = headers.map(([name]) => name.toLowerCase());
  const [path = "", query = ""] = url.split("?");
  const parameters = query.split("&").map((pair) => decodeURIComponent(pair.split("=", 1)[0] ?? ""));
  return (
    new Set(names).size === names.length &&
    new Set(parameters).size === parameters.length &&
    !/[+;]|%zz/.test(query) &&
    !/%(?!61|7E|2e2E)/i.test(path)
  );
}

const ALL = () => true;

describe.each([
  ["corp", simplified, ALL],
  ["traefik", AS_GIVEN, isPlainForTraefik],
])("an Ingress of class %s, with what belongs to it,", (className, prepare, isComparable) => {
  test("decides as Portico does wherever no route was refused", () => {
    let compared = 0;
    fc.assert(
      fc.property(exchanges(20), ({ topology: generated, requests }) => {
        const [given] = generated.routers ?? [];
        if (given === undefined) return;
        const router = expressible(prepare(given), className);
        const { objects, findings } = lower(router, { className });
        expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
        const [target] = readTargets(outputOf(objects));
        if (target === undefined) return;
        const decider = createDecider(withMembers(withRouter(generated, router)));
        for (const request of requests.filter(isComparable)) {
          const expected = essence(decider.decide(request));
          for (const reading of [target, ...target.otherReadings]) {
            expect({ request, ...essence(reading.decide(request)) }).toEqual({ request, ...expected });
          }
          compared++;
        }
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(500);
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
