import type { Backend } from "../../topology";

const DEFAULT_WEIGHT = 1;

type Weighted = Pick<Backend, "weight">;

/** A backend and its part of a route's requests. */
export interface BackendShare {
  readonly service: string;
  readonly weight: number;
  /** From 0 to 1; 0 for all where the weights add up to 0. */
  readonly share: number;
}

/** What part of a route's requests each of its backends gets. */
export function backendShares(backends: readonly Backend[]): readonly BackendShare[] {
  const total = totalWeight(backends);
  return backends.map((backend) => {
    const weight = weightOf(backend);
    return { service: backend.service, weight, share: total === 0 ? 0 : weight / total };
  });
}

/**
 * Picks a backend by weight.
 *
 * @param random at least 0 and less than 1
 * @returns `undefined` where the weights add up to 0, which a client sees as 500 (Gateway API, `HTTPBackendRef.weight`)
 */
export function pickBackendByWeight<T extends Weighted>(backends: readonly T[], random: number): T | undefined {
  let point = random * totalWeight(backends);
  for (const backend of backends) {
    const weight = weightOf(backend);
    if (point < weight) return backend;
    point -= weight;
  }
  // Reached by rounding, or where no backend has a weight.
  return backends.findLast((backend) => weightOf(backend) > 0);
}

function totalWeight(backends: readonly Weighted[]): number {
  let total = 0;
  for (const backend of backends) total += weightOf(backend);
  return total;
}

function weightOf(backend: Weighted): number {
  return backend.weight ?? DEFAULT_WEIGHT;
}
