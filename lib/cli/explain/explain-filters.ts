import { type Decision, type DecisionRequest, decide } from "../../routing";
import type { Route, Topology } from "../../topology";
import { type FilterEffect, filterEffects } from "./filters";

/** A decision, and what the filters of its route have to do with it. */
export interface FilteredDecision {
  readonly decision: Decision;
  readonly filters: readonly FilterEffect[];
  /** What becomes of the request once it passes the filter that answers it now. */
  readonly passed?: Decision;
}

/** A decision by the routing table alone, seen through the filters of its route. */
export function throughFilters(topology: Topology, request: DecisionRequest, decision: Decision): FilteredDecision {
  const route = routeOf(topology, decision);
  if (route === undefined) return { decision, filters: [] };
  const filters = filterEffects(route, request, decision);
  const answer = filters.find(({ outcome }) => outcome === "Answers");
  if (answer?.status === undefined || answer.type === "RequestRedirect" || answer.type === "FixedResponse") {
    return { decision, filters };
  }
  const answered = decide(answeringBy(topology, route, answer.status), request);
  const { response: _, ...rest } = { ...answered, reason: `${answer.type}: ${answer.says}` };
  // A preflight request is never let pass.
  return { decision: rest, filters, ...(answer.type === "CORS" ? {} : { passed: decision }) };
}

function routeOf({ routers = [] }: Topology, decision: Decision): Route | undefined {
  return routers.find(({ name }) => name === decision.router)?.routes.find(({ name }) => name === decision.route);
}

/** The same Topology, with a route that answers by itself. */
function answeringBy(topology: Topology, answering: Route, statusCode: number): Topology {
  const { backends: _, ...rest } = answering;
  const closed: Route = { ...rest, filters: [{ type: "FixedResponse", statusCode }] };
  return {
    ...topology,
    routers: (topology.routers ?? []).map((router) => ({
      ...router,
      routes: router.routes.map((route) => (route === answering ? closed : route)),
    })),
  };
}
