import { type Candidate, compareCandidates } from "../precedence";
import { covers } from "./covers";

/**
 * Candidates by hostname and path. What covers another and has precedence over it has the same hostname, and either
 * the same path or a regular expression in its place.
 */
export class CandidateIndex {
  readonly #byPath = new Map<string, Candidate[]>();
  readonly #expressions = new Map<string, Candidate[]>();

  constructor(candidates: readonly Candidate[]) {
    for (const candidate of candidates) {
      append(this.#byPath, pathKey(candidate), candidate);
      if (candidate.entry.path.type === "RegularExpression") append(this.#expressions, hostKey(candidate), candidate);
    }
  }

  /** A candidate of another route that takes all requests from this one. */
  shadowOf(candidate: Candidate): Candidate | undefined {
    const same = this.#byPath.get(pathKey(candidate)) ?? [];
    const expressions = candidate.entry.path.type === "Exact" ? [] : (this.#expressions.get(hostKey(candidate)) ?? []);
    return same.find((other) => shadows(other, candidate)) ?? expressions.find((other) => shadows(other, candidate));
  }
}

/** Adds to one of several lists, which is made where it is missing. */
export function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function shadows(other: Candidate, candidate: Candidate): boolean {
  return (
    other.entry.routeIndex !== candidate.entry.routeIndex &&
    compareCandidates(other, candidate) < 0 &&
    covers(other.entry, candidate.entry)
  );
}

function hostKey({ hostname }: Candidate): string {
  return hostname ?? "";
}

function pathKey(candidate: Candidate): string {
  const { type, value } = candidate.entry.path;
  return `${hostKey(candidate)} ${type} ${value}`;
}
