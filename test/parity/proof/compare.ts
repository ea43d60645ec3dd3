import { isSameLocation, readTargets } from "../../../lib/parity";
import { compileMatcher, createDecider, type Decision, type DecisionRequest } from "../../../lib/routing";
import type { Topology } from "../../../lib/topology";

/**
 * Has every party decide every request: the reference matcher, the compiled one, and the target by its output, under
 * each reading that its documentation leaves open.
 *
 * @throws Disagreement where one of them decides otherwise than the reference matcher
 */
export function compare(topology: Topology, output: string, sent: readonly DecisionRequest[]): void {
  const reference = createDecider(topology);
  const compiled = createDecider(topology, { createMatcher: compileMatcher });
  const targets = readTargets(output);
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw new Error(`one target was expected, not ${targets.length}`);
  for (const request of sent) {
    const expected = essence(reference.decide(request));
    const parties: [string, Decision][] = [
      ["the compiled matcher", compiled.decide(request)],
      [target.name, target.decide(request)],
      ...target.otherReadings.map((reading): [string, Decision] => [reading.name, reading.decide(request)]),
    ];
    for (const [name, decision] of parties) {
      if (!isSame(essence(decision), expected)) {
        throw new Disagreement(topology, request, [
          `the reference matcher: ${JSON.stringify(expected)}`,
          `${name}: ${JSON.stringify(essence(decision))}`,
          ...target.describe(),
        ]);
      }
    }
  }
}

type Essence = Pick<Decision, "route" | "service" | "status" | "path" | "host" | "location" | "response"> & {
  readonly shares: readonly string[];
};

/** What parties must agree on: everything that a client or a service could tell. */
function essence({ route, service, status, path, host, location, response, backends = [] }: Decision): Essence {
  const used = backends.filter(({ share }) => share > 0);
  const shares = used.map((backend) => `${backend.service} ${backend.share.toFixed(6)}`).sort();
  return {
    ...{ route, service, status, path, host, shares },
    ...(location === undefined ? {} : { location }),
    // What an empty body is of, nobody can tell.
    ...(response === undefined || response.body === "" ? {} : { response }),
  };
}

function isSame({ location: a, ...rest }: Essence, { location: b, ...others }: Essence): boolean {
  if (JSON.stringify(rest) !== JSON.stringify(others)) return false;
  return a === undefined || b === undefined ? a === b : isSameLocation(a, b);
}

/** Parties that decide otherwise. */
export class Disagreement extends Error {
  /** @param lines what they make of the request */
  constructor(topology: Topology, request: DecisionRequest, lines: readonly string[]) {
    super([`routers: ${JSON.stringify(topology.routers)}`, `request: ${JSON.stringify(request)}`, ...lines].join("\n"));
  }
}
