import { intersectHostnames, type Router } from "../../topology";
import { type Failure, firstFailure } from "../failure";
import { type Candidate, compareCandidates, decidingStep, type PrecedenceStep } from "../precedence";
import { routeCandidates } from "../reference-matcher";
import type { RouteRequest } from "../route-request";

/** A route that did not get a request, by the match of it that came closest; told apart by `outcome`. */
export type NearMiss = FailedRoute | OutrankedRoute;

/** A condition was not met. */
export interface FailedRoute {
  readonly outcome: "Failed";
  readonly route: string;
  readonly matchIndex: number;
  /** The first condition that the request does not meet. */
  readonly failure: Failure;
}

/** All conditions were met, but the match that decided has precedence. */
export interface OutrankedRoute {
  readonly outcome: "Outranked";
  readonly route: string;
  readonly matchIndex: number;
  /** The step of the precedence at which the two differ. */
  readonly by: PrecedenceStep;
}

interface Attempt {
  readonly candidate: Candidate;
  readonly failure: Failure | undefined;
}

/** Conditions in the order in which they are looked at: a later failure is a nearer miss. */
const STAGES: readonly Failure["condition"][] = ["hostname", "path", "method", "header", "queryParam", "sourceRanges"];

/**
 * The routes that came close to getting a request, the closest first: those outranked, then those that met the most
 * conditions. Routes for other hosts are left out as long as there are nearer ones.
 *
 * @param limit how many at most
 */
export function nearMisses(router: Router, request: RouteRequest, limit: number): readonly NearMiss[] {
  const attempts = routeCandidates(router).map((candidate) => ({
    candidate,
    failure: firstFailure(candidate, request),
  }));
  const winner = attempts
    .filter(({ failure }) => failure === undefined)
    .map(({ candidate }) => candidate)
    .sort(compareCandidates)[0];
  const losers = closestOfEachRoute(attempts)
    .filter(({ candidate }) => candidate.entry.route !== winner?.entry.route)
    .sort(byCloseness(request.path));
  const ofThisHost = losers.filter(({ failure }) => failure?.condition !== "hostname");
  return (ofThisHost.length > 0 ? ofThisHost : losers)
    .slice(0, limit)
    .map((attempt) => nearMiss(attempt, winner, router));
}

function closestOfEachRoute(attempts: readonly Attempt[]): Attempt[] {
  const closest = new Map<number, Attempt>();
  for (const attempt of attempts) {
    const { routeIndex } = attempt.candidate.entry;
    const before = closest.get(routeIndex);
    if (before === undefined || compareStages(attempt, before) < 0) closest.set(routeIndex, attempt);
  }
  return [...closest.values()];
}

function byCloseness(path: string): (a: Attempt, b: Attempt) => number {
  return (a, b) =>
    compareStages(a, b) ||
    sharedLength(b.candidate.entry.path.value, path) - sharedLength(a.candidate.entry.path.value, path) ||
    a.candidate.entry.routeIndex - b.candidate.entry.routeIndex;
}

function compareStages(a: Attempt, b: Attempt): number {
  if (a.failure === undefined && b.failure === undefined) return compareCandidates(a.candidate, b.candidate);
  return stage(b.failure) - stage(a.failure);
}

function stage(failure: Failure | undefined): number {
  return failure === undefined ? STAGES.length : STAGES.indexOf(failure.condition);
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a.charAt(length) === b.charAt(length)) length++;
  return length;
}

function nearMiss({ candidate, failure }: Attempt, winner: Candidate | undefined, router: Router): NearMiss {
  const { route, matchIndex } = candidate.entry;
  if (failure === undefined && winner !== undefined) {
    return { outcome: "Outranked", route: route.name, matchIndex, by: decidingStep(winner, candidate) };
  }
  if (failure === undefined) throw new Error(`route "${route.name}" fits although none does`);
  if (failure.condition !== "hostname") return { outcome: "Failed", route: route.name, matchIndex, failure };
  const needs = intersectHostnames(router.hostnames, route.hostnames) ?? failure.needs;
  return { outcome: "Failed", route: route.name, matchIndex, failure: { ...failure, needs } };
}
