import fc from "fast-check";
import { SpareRoutes } from "../../../../constructs/kubernetes/gateway";
import type { BackendService, RouterFinding } from "../../../../constructs/kubernetes/routes";
import { readTargets } from "../../../../lib/parity";
import { createDecider, type Decision } from "../../../../lib/routing";
import type { Router, Topology } from "../../../../lib/topology";
import { gatewayGrpc } from "../../../parity/proof/targets/gateway-grpc";
import { exchanges } from "../../../routing/arbitraries";
import { outputOf } from "../ingress/lowering";
import { GATEWAY, type LoweringOptions, lower } from "./lowering";

/** A router without the routes that an HTTPRoute cannot have, until none is refused. */
function expressible(router: Router): Router {
  const errors: readonly RouterFinding[] = lower(router).findings.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return router;
  const routes = new Set(errors.map(({ route }) => route));
  return expressible({ ...router, routes: router.routes.filter((_, index) => !routes.has(index)) });
}

function essence({ route, service, status, path, host, location }: Decision): object {
  return { route, service, status: service === null ? status : null, path, host, location };
}

/** A service without members answers 503 in Portico; an output does not say which have none. */
function withMembers(topology: Topology): Topology {
  const members = [{ address: "10.0.0.1", port: 80 }];
  return { ...topology, services: (topology.services ?? []).map((service) => ({ ...service, members })) };
}

test("HTTPRoutes decide as Portico does wherever no route was refused, in every reading of the Gateway API", () => {
  let compared = 0;
  fc.assert(
    fc.property(exchanges(15, { maxRoutes: 10 }), ({ topology, requests }) => {
      const [given] = topology.routers ?? [];
      if (given === undefined) return;
      const router = expressible(given);
      const { objects } = lower(router);
      const [target] = readTargets(outputOf([...objects, { id: "gateway", object: GATEWAY }]));
      if (target === undefined) throw new Error("there is no Gateway in the output");
      const decider = createDecider(withMembers({ ...topology, routers: [router] }));
      for (const request of requests) {
        const expected = essence(decider.decide(request));
        for (const reading of [target, ...target.otherReadings]) {
          expect({ request, ...essence(reading.decide(request)) }).toEqual({ request, ...expected });
        }
        compared++;
      }
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(500);
});

/** The services of the alphabet, of which one speaks no gRPC. */
const GRPC_SERVICES = new Map<string, BackendService>(
  ["s1", "s2", "s3", "empty"].map((name) => [
    name,
    { name, namespace: "shop", port: 80, protocol: name === "s3" ? "HTTP" : "GRPC" },
  ]),
);

const FORESEEN: readonly [kind: string, narrow: (topology: Topology) => Topology, options: LoweringOptions][] = [
  ["HTTPRoute", (topology) => topology, {}],
  ["GRPCRoute, or HTTPRoute in its place,", (topology) => gatewayGrpc.narrow(topology), { services: GRPC_SERVICES }],
];

test.each(FORESEEN)("every %s is one that was foreseen route by route", (_, narrow, options) => {
  fc.assert(
    fc.property(exchanges(1, { maxRoutes: 40 }), ({ topology }) => {
      const [router] = narrow(topology).routers ?? [];
      if (router === undefined) return;
      const spares = new SpareRoutes();
      let matches = 0;
      const foreseen = router.routes.flatMap((route) => {
        const { objects } = lower({ ...router, routes: [route] }, options);
        matches += Math.max(1, route.matches?.length ?? 1);
        const ids = objects.map(({ id }) => id);
        return [
          ...ids,
          ...spares.after(
            objects.map(({ object }) => object),
            matches,
          ),
        ];
      });
      const made = lower(router, options).objects.map(({ id }) => id);
      expect(made.filter((id) => !foreseen.includes(id))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
