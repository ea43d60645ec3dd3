import type { Diagnostic, Router } from "../../../lib/topology";
import { placed } from "../findings";
import type { RuleContext } from "./context";
import { lowerRoute } from "./lower-route";
import type { RuleSpec } from "./rule-spec";

/** The rules of all routes of a router. Paths of diagnostics start at the router. */
export interface LoweredRouter {
  readonly rules: readonly RuleSpec[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A router as rules of one listener, route by route; in which order they are tried is for their priorities to say. */
export function lowerRouter(router: Router, context: Omit<RuleContext, "router">): LoweredRouter {
  const lowered = router.routes.map((route, index) => lowerRoute(route, index, { ...context, router }));
  return {
    rules: lowered.flatMap(({ rules }) => rules),
    diagnostics: lowered.flatMap(({ diagnostics }, index) => placed(`routes[${index}]`, diagnostics)),
  };
}
