import type { Diagnostic, Router } from "../../topology";
import { type Candidate, decidingStep } from "../precedence";
import { routeCandidates } from "../reference-matcher";
import { append, CandidateIndex } from "./candidate-index";

/** A candidate, and one of another route that takes all of its requests. */
interface Shadowing {
  readonly candidate: Candidate;
  readonly shadow: Candidate;
}

/**
 * Routes that no request can reach: for each of their matches, at each of their hostnames, another route has one that
 * fits the same requests and more, and has precedence. Each becomes a warning with the code `shadowed-route`.
 *
 * A claim is always true. Some shadowed routes are missed: those that only several others take everything from
 * together, and those whose regular expressions are not of a plain shape.
 *
 * @param path the router's place in its document, such as `routers[0]`
 */
export function findShadowedRoutes(router: Router, path = ""): readonly Diagnostic[] {
  const candidates = routeCandidates(router);
  const index = new CandidateIndex(candidates);
  const ofRoute = new Map<number, Candidate[]>();
  for (const candidate of candidates) append(ofRoute, candidate.entry.routeIndex, candidate);
  return [...ofRoute].flatMap(([routeIndex, own]) => {
    const shadowings = own.flatMap((candidate): readonly Shadowing[] => {
      const shadow = index.shadowOf(candidate);
      return shadow === undefined ? [] : [{ candidate, shadow }];
    });
    if (shadowings.length < own.length) return [];
    return [diagnostic(shadowings, `${path === "" ? "" : `${path}.`}routes[${routeIndex}]`)];
  });
}

function diagnostic(shadowings: readonly Shadowing[], path: string): Diagnostic {
  const route = shadowings[0]?.candidate.entry.route.name;
  const names = [...new Set(shadowings.map(({ shadow }) => `"${shadow.entry.route.name}"`))];
  const [verb, others] = names.length === 1 ? ["takes", "that one"] : ["take", "those"];
  const byOrder = shadowings.every(({ candidate, shadow }) => decidingStep(shadow, candidate) === "order");
  return {
    code: "shadowed-route",
    severity: "warning",
    path,
    message: `no request can reach route "${route}": ${names.join(" and ")} ${verb} every one that fits it`,
    remedy: byOrder ? `remove it, move it before ${others}, or narrow ${others}` : `remove it, or narrow ${others}`,
  };
}
